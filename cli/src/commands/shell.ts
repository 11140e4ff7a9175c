import { enterChosen } from './enterChosen.ts';
import type { EnterOptions } from './options.ts';

/** The shell that the image names for the user. */
const script = `name=$(id -un 2>/dev/null) shell=
while IFS=: read -r user _ _ _ _ _ path; do
  if [ "$user" = "$name" ]; then shell=$path; fi
done </etc/passwd
case $shell in '' | */nologin | */false) shell=/bin/sh ;; esac
exec "$shell"`;

/**
 * `shell`: brings the dev container up if need be, and opens a shell inside, or runs a command.
 * @param command with its arguments; none for the user's shell
 * @returns the exit code of what was run
 */
export function shell(
  folder: string | undefined,
  command: readonly string[],
  options: EnterOptions,
): Promise<number> {
  return enterChosen(folder, command.length > 0 ? command : ['sh', '-c', script], options);
}
