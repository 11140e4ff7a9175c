import { basename } from 'node:path';
import { scriptText } from '@claude-sessions/core/prepare/scriptText.ts';
import { loginComposeFile, loginComposeText } from '@claude-sessions/core/share/compose.ts';
import { scriptNames } from '@claude-sessions/core/share/initializeCommand.ts';
import preparePowerShell from '../../../core/assets/prepare.ps1';
import prepareShell from '../../../core/assets/prepare.sh';
import { readTextIfAny } from '../host/files.ts';
import { besideConfig, insideWorkspace, type Workspace } from '../workspace/workspace.ts';

/** A file that `share` or `isolate` writes beside devcontainer.json, as of this version. */
export interface OwnFile {
  readonly name: string;
  readonly text: string;
}

export function prepareScripts(usesCompose: boolean): readonly OwnFile[] {
  return [
    { name: scriptNames.sh, text: scriptText(prepareShell, usesCompose) },
    { name: scriptNames.ps1, text: scriptText(preparePowerShell, usesCompose) },
  ];
}

/** Written where a login is shared under Docker Compose. */
export const loginCompose: OwnFile = { name: loginComposeFile, text: loginComposeText };

/**
 * True when a script is as this version writes it; the one place that says so. Git may check others than the shell's out with
 * line ends of Windows, which they do not mind; a shell does.
 */
export function isCurrent({ name, text }: OwnFile, present: string): boolean {
  return present === text || (name !== scriptNames.sh && present.replaceAll('\r\n', '\n') === text);
}

/**
 * True when a file has the text that this version writes there; of a script, as `isCurrent` says.
 * @param path below the workspace folder
 */
export function isOwnText(path: string, text: string, present: string): boolean {
  return isCurrent({ name: basename(path), text }, present);
}

/** The files that this version writes, as it writes them, by their paths below the workspace folder. */
export function ownFiles(workspace: Workspace, usesCompose: boolean): Map<string, string> {
  return new Map(
    [...prepareScripts(usesCompose), ...(usesCompose ? [loginCompose] : [])].map(({ name, text }) => [
      insideWorkspace(workspace, besideConfig(workspace, name)),
      text,
    ]),
  );
}

/**
 * How the scripts beside a devcontainer.json compare with those that this version writes; `missing` when one is, else
 * `changed` when one was edited or is of another version.
 */
export async function compareScripts(
  workspace: Workspace,
  usesCompose: boolean,
): Promise<'current' | 'changed' | 'missing'> {
  const states = await Promise.all(
    prepareScripts(usesCompose).map(async (script) => {
      const present = await readTextIfAny(besideConfig(workspace, script.name)).catch(() => '');
      if (present === undefined) return 'missing';
      return isCurrent(script, present) ? 'current' : 'changed';
    }),
  );
  return states.includes('missing') ? 'missing' : states.includes('changed') ? 'changed' : 'current';
}
