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
 * `exec` puts the script in the shell's place, so that nothing behind it is ever run; `cmd` has no such program, and
 * goes on behind `||`. A folder name that is not plain in both goes in array form, where no shell reads it.
 *
 * @param scriptPath the shell script, relative to the workspace folder, with `/`
 * @param words further arguments of the script, after the id: letters, digits, `.`, `_` and `-`
 */
export function prepareCommand(scriptPath: string, words: readonly string[] = []): string | string[] {
  const id = '${devcontainerId}';
  if (!/^[A-Za-z0-9._/ -]+$/.test(scriptPath) || scriptPath.startsWith('-'))
    return ['sh', `./${scriptPath}`, id, ...words];
  const args = [id, ...words].join(' ');
  const quote = (path: string) => (path.includes(' ') ? `"${path}"` : path);
  const ps1 = scriptPath.replace(/\.sh$/, '.ps1');
  return (
    `exec sh ${quote(scriptPath)} ${args} ` +
    `|| powershell -NoProfile -ExecutionPolicy Bypass -File ${quote(ps1)} ${args}`
  );
}

/** True for a command that `prepareCommand` writes, or wrote in an earlier version, for whatever folder. */
export function isPrepareCommand(command: unknown): boolean {
  return prepareWords(command) !== undefined;
}

/** The arguments after the id in our command; undefined when it is not ours. */
export function prepareWords(command: unknown): string[] | undefined {
  if (Array.isArray(command)) {
    const [program, script, id, ...words] = command;
    const ours = program === 'sh' && isScript(script) && id === '${devcontainerId}' && words.every(isWord);
    return ours ? words : undefined;
  }
  const [, quoted, plain, words = ''] = (typeof command === 'string' && ourCommand.exec(command)) || [];
  return isScript(quoted ?? plain) ? words.split(' ').filter(Boolean) : undefined;
}

/** True for our command, and for one that somebody built around the prepare script. */
export function runsPrepare(command: unknown): boolean {
  const words: unknown[] = Array.isArray(command) ? command : [command];
  return words.some((word) => typeof word === 'string' && word.includes(scriptNames.sh));
}

/** As it is, and as it was: without `exec`, and `; exit $?` behind the script; or the script alone, as written by hand. */
const ourCommand =
  /^(?:exec )?sh (?:"([^"]+)"|([^" ;&|]+)) \$\{devcontainerId\}((?: [\w.-]+)*)(?:(?: ; exit \$\?)? \|\| powershell [^;&|]*)?$/;

function isWord(word: unknown): word is string {
  return typeof word === 'string' && /^[\w.-]+$/.test(word);
}

function isScript(path: unknown): boolean {
  return typeof path === 'string' && path.split('/').at(-1) === scriptNames.sh;
}
