import { shellWord } from '../findings/advice.ts';

/** What the script of a hook runs: the program of Node and ours, by their absolute paths, and which version that is. */
export interface HookProgram {
  readonly node: string;
  readonly tool: string;
  readonly version: string;
}

/** The script as it is installed. @param asset `core/assets/guard.sh`, say */
export function hookScriptText(asset: string, { node, tool, version }: HookProgram): string {
  const values: Record<string, string> = { NODE: node, TOOL: tool, VERSION: version };
  return asset.replace(
    /^(NODE|TOOL|VERSION)=$/gm,
    (line, name: string) => line + shellWord(values[name] ?? ''),
  );
}

/** What a script that is there runs; undefined when it is none of ours. */
export function readHookScript(text: string): HookProgram | undefined {
  const [node, tool, version] = ['NODE', 'TOOL', 'VERSION'].map((name) => wordOf(text, name));
  return node && tool && version ? { node, tool, version } : undefined;
}

function wordOf(text: string, name: string): string | undefined {
  const [, word] = new RegExp(`^${name}=(.+)$`, 'm').exec(text) ?? [];
  return word?.replace(/^'([\s\S]*)'$/, '$1').replaceAll("'\\''", "'");
}

/** A path as a word of the command of a hook. */
export const quoted = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;
