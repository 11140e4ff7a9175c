import { scriptNames } from '@claude-sessions/core/share/initializeCommand.ts';
import preparePowerShell from '../../../core/assets/prepare.ps1';
import prepareShell from '../../../core/assets/prepare.sh';
import { readTextIfAny } from '../host/files.ts';
import { besideConfig, insideWorkspace, type Workspace } from '../workspace/workspace.ts';

/** The scripts that `share` writes beside devcontainer.json, as of this version. */
export const prepareScripts = [
  { name: scriptNames.sh, text: prepareShell },
  { name: scriptNames.ps1, text: preparePowerShell },
];

/** The files that this version writes, as it writes them, by their paths below the workspace folder. */
export function ownFiles(workspace: Workspace): Map<string, string> {
  return new Map(
    prepareScripts.map(({ name, text }) => [insideWorkspace(workspace, besideConfig(workspace, name)), text]),
  );
}

/**
 * How the scripts beside a devcontainer.json compare with those that this version writes; `missing` when one is, else
 * `changed` when one was edited or is of another version.
 */
export async function compareScripts(workspace: Workspace): Promise<'current' | 'changed' | 'missing'> {
  const states = await Promise.all(
    prepareScripts.map(async ({ name, text }) => {
      const present = await readTextIfAny(besideConfig(workspace, name)).catch(() => '');
      if (present === undefined) return 'missing';
      // Git may check the PowerShell one out with line ends of Windows, which it does not mind.
      const same =
        present === text || (name === scriptNames.ps1 && present.replaceAll('\r\n', '\n') === text);
      return same ? 'current' : 'changed';
    }),
  );
  return states.includes('missing') ? 'missing' : states.includes('changed') ? 'changed' : 'current';
}
