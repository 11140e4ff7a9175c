import { readSource, type Workspace } from '../workspace.ts';

const bom = '\uFEFF';

/**
 * devcontainer.json as an editor has it, or else as it is in the file; undefined when there is none. Editors keep the byte
 * order mark of a file and do not show it.
 * @throws UserError when it is to be read from the file and no text
 */
export async function sourceOf(workspace: Workspace, text?: string): Promise<string | undefined> {
  if (text === undefined) return readSource(workspace.configFile);
  if (text.startsWith(bom)) return text;
  const saved = await readSource(workspace.configFile).catch(() => undefined);
  return saved?.startsWith(bom) ? bom + text : text;
}
