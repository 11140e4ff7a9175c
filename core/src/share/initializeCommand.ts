/** The key of our entry in an object-form `initializeCommand`. */
export const entryName = 'claude-sessions';

/** The key under which a command that was a string or an array goes on when ours is put beside it. */
export const displacedName = 'workspace';

/** Names of the scripts next to devcontainer.json. */
export const scriptNames = { sh: 'claude-sessions-prepare.sh', ps1: 'claude-sessions-prepare.ps1' } as const;

/**
 * Our entry of `initializeCommand`: runs the script that prepares the host's folders.
 *
 * One string serves both worlds: a string runs under `/bin/sh -c`, on Windows under `cmd.exe /c` (@devcontainers/cli).
 * `sh` stops at `exit`; `cmd` knows no `;`, hands the rest of the words to a program `sh` that it rarely finds, and
 * goes on behind `||`. (Where Git's `sh` is found, the script hands over to PowerShell itself.) A folder name that is
 * not plain in both goes in array form, where no shell reads it.
 *
 * @param scriptPath the shell script, relative to the workspace folder, with `/`
 */
export function prepareCommand(scriptPath: string): string | string[] {
  const id = '${devcontainerId}';
  if (!/^[A-Za-z0-9._/ -]+$/.test(scriptPath) || scriptPath.startsWith('-'))
    return ['sh', `./${scriptPath}`, id];
  const quote = (path: string) => (path.includes(' ') ? `"${path}"` : path);
  const ps1 = scriptPath.replace(/\.sh$/, '.ps1');
  return (
    `sh ${quote(scriptPath)} ${id} ; exit $? ` +
    `|| powershell -NoProfile -ExecutionPolicy Bypass -File ${quote(ps1)} ${id}`
  );
}

/** Whether a command of `initializeCommand` is ours: what `prepareCommand` writes, for whatever folder. */
export function isPrepareCommand(command: unknown): boolean {
  if (Array.isArray(command)) {
    const [program, script, id] = command;
    return command.length === 3 && program === 'sh' && isScript(script) && id === '${devcontainerId}';
  }
  const [, quoted, plain] = (typeof command === 'string' && ourCommand.exec(command)) || [];
  return isScript(quoted ?? plain);
}

/** Whether a command runs the prepare script, be it ours or one that somebody built around it. */
export function runsPrepare(command: unknown): boolean {
  const words: unknown[] = Array.isArray(command) ? command : [command];
  return words.some((word) => typeof word === 'string' && word.includes(scriptNames.sh));
}

const ourCommand =
  /^sh (?:"([^"]+)"|([^" ;&|]+)) \$\{devcontainerId\}(?: ; exit \$\? \|\| powershell [^;&|]*)?$/;

function isScript(path: unknown): boolean {
  return typeof path === 'string' && path.split('/').at(-1) === scriptNames.sh;
}
