import { type PrepareOptions, prepareHost } from '../../../cli/src/prepare/prepareHost.ts';
import { PrepareRefusal } from '../../../core/src/prepare/refusal.ts';
import { type Run, runScript, type Shell, shells } from './shells.ts';

export const ID = '0abc';

/** One of the hands that *prepare* has. */
export interface Hand {
  name: string;
  prepare(workspace: string, id?: string, env?: Record<string, string>, words?: string[]): Promise<Run>;
}

/** Every hand, working for the user of a home unless the environment says otherwise. */
export function handsFor(home: string) {
  const inShell = (shell: Shell): Hand => ({
    name: shell.name,
    prepare: async (workspace, id = ID, env = {}, words = []) =>
      runScript(shell, workspace, [id, ...words], { HOME: home, ...env }),
  });
  /** TypeScript, reported as the script would. */
  const inTypeScript: Hand = {
    name: 'TypeScript',
    async prepare(workspaceFolder, devcontainerId = ID, env = {}, words = []) {
      const options: PrepareOptions = {
        home: env.HOME ?? home,
        configDir: env.CLAUDE_CONFIG_DIR,
        workspaceFolder,
        devcontainerId,
        platform: 'linux',
        review: words[0] === 'review',
        login: words.includes('login'),
      };
      try {
        await prepareHost(options);
        return { status: 0, stdout: '', stderr: '' };
      } catch (error) {
        if (!(error instanceof PrepareRefusal)) throw error;
        return { status: 1, stdout: '', stderr: `claude-sessions: ${error.message} ${error.hint}\n` };
      }
    },
  };
  const scripts = shells().map(inShell);
  return { inShell, inTypeScript, scripts, hands: [inTypeScript, ...scripts] };
}
