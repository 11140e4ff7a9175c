import { UserError } from './errors.ts';
import { type ProcessResult, runProcess } from './runProcess.ts';

/** Nothing is fetched, and nobody asked. Git LFS would run what the repository's configuration says. */
const env = {
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_NO_LAZY_FETCH: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_LFS_SKIP_SMUDGE: '1',
};

const safe = ['--no-pager', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];

/** Runs git in a repository whose configuration a container may write: no hook, no monitor, nothing fetched. */
export async function safeGit(
  folder: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<ProcessResult> {
  return await runProcess({
    command: 'git',
    args: ['-C', folder, ...safe, ...args],
    env: { ...env, ...more },
    timeoutMs: 600_000,
  });
}

/**
 * Settings by which a check-out runs programs, or may once it is there: what is included under a condition is not seen before. Hooks are in the
 * configuration since Git 2.54, and `core.hooksPath` does not keep them from running.
 */
const running =
  /^(includeif\..*|hook\..*|filter\..*\.(smudge|process|clean)|merge\..*\.driver|diff\..*\.(command|textconv))$/i;

/**
 * Makes sure that the repository's own configuration names no program that a check-out would run: the user's own may.
 * @throws UserError where it does, or git does not read it
 */
export async function ensureRunsNothing(folder: string): Promise<void> {
  for (const scope of await scopesOf(folder)) {
    const found = await safeGit(folder, ['config', scope, '--includes', '--name-only', '--null', '--list']);
    if (found.exitCode !== 0) {
      throw new UserError(
        `git does not read the configuration of ${folder}.`,
        found.stderr.trim().split('\n')[0] ?? '',
      );
    }
    const bad = found.stdout.split('\0').find((name) => running.test(name));
    if (bad !== undefined) {
      throw new UserError(
        `The repository's own configuration names a program that would run: ${bad}.`,
        'A container may have written that. Make the worktree yourself (`git worktree add`), and branch without --worktree.',
      );
    }
  }
}

/** Of a tree alone git reads a file only with that extension, and refuses to name it without where there are several trees. */
async function scopesOf(folder: string): Promise<readonly string[]> {
  const isOn = await safeGit(folder, ['config', '--local', '--type=bool', 'extensions.worktreeConfig']);
  const isOff = isOn.exitCode === 1 || (isOn.exitCode === 0 && isOn.stdout.trim() === 'false');
  return isOff ? ['--local'] : ['--local', '--worktree'];
}
