import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { UserError } from '../host/errors.ts';
import { findProgram } from '../host/findProgram.ts';
import { runBounded } from '../host/runBounded.ts';

export interface ResticProgram {
  readonly command: string;
  /** `0.14.0` */
  readonly version: string;
}

/** The first with `--ignore-ctime` and all else that is used here. */
const oldest = [0, 12] as const;

export const howToGetRestic =
  'Install it (`apt install restic`, `dnf install restic`, `brew install restic`, `winget install restic.restic`), or name it with --restic-path.';

/**
 * The restic to use, found in PATH or by its path.
 * @throws UserError when there is none, or it is too old; says how to get one
 */
export async function findRestic(name: string, env: NodeJS.ProcessEnv): Promise<ResticProgram> {
  const shown = shownLine(name, 120);
  const command = await findProgram(name, env);
  if (command === undefined) throw new UserError(`There is no program "${shown}".`, howToGetRestic);
  const call = { command, args: ['version'], timeoutMs: 30_000, maxBytes: 64 * 1024 };
  const { exitCode, stdout, stderr } = await runBounded(call);
  const [, version, major, minor] = /^restic ((\d+)\.(\d+)\S*)/.exec(stdout) ?? [];
  if (exitCode !== 0 || version === undefined)
    throw new UserError(
      `"${shown}" does not answer as restic does${stderr ? `: ${shownLine(stderr, 120)}` : ''}.`,
      howToGetRestic,
    );
  const isOld = Number(major) === oldest[0] && Number(minor) < oldest[1];
  if (isOld)
    throw new UserError(
      `"${shown}" is restic ${shownLine(version, 40)}; ${oldest.join('.')} or newer is needed.`,
      'Bring it up to date: `restic self-update`, or from where it was installed.',
    );
  return { command, version };
}
