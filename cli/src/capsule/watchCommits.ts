import { join, resolve } from 'node:path';
import { UserError } from '../host/errors.ts';
import { runProcess } from '../host/runProcess.ts';

/** A commit touches several files. */
const settleMs = 200;

/**
 * Tells of each new commit that a folder's repository is at, until it is disposed of. What git writes then is watched, files by name and
 * no tree, so that it costs the same however large the repository is.
 * @throws UserError where there is no repository
 */
export async function watchCommits(
  folder: string,
  onCommit: (commit: string) => void,
  onTrouble: (message: string) => void,
): Promise<{ dispose(): Promise<void> }> {
  const places = await git(folder, ['rev-parse', '--absolute-git-dir', '--git-common-dir']);
  const [own, common] = places?.split('\n') ?? [];
  if (own === undefined || common === undefined) {
    throw new UserError(
      `${folder} is in no git repository that git reads.`,
      'Leave --watch out, or make one with `git init`.',
    );
  }
  const { watch } = await import('chokidar');
  const shared = resolve(folder, common);
  let now = await head(folder);
  const files = [
    join(own, 'HEAD'),
    join(own, 'logs/HEAD'),
    join(shared, 'packed-refs'),
    join(shared, 'reftable/tables.list'),
  ];
  const watcher = watch([...files, ...branchFile(shared, now.branch)], {
    ignoreInitial: true,
    followSymlinks: false,
  });
  let timer: NodeJS.Timeout | undefined;
  let asking = Promise.resolve();
  const look = async () => {
    const before = now;
    now = await head(folder);
    if (now.branch !== before.branch) watcher.add(branchFile(shared, now.branch));
    if (now.commit !== undefined && now.commit !== before.commit) onCommit(now.commit);
  };
  watcher.on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      asking = asking.then(look);
    }, settleMs);
  });
  watcher.on('error', (error) => onTrouble(error instanceof Error ? error.message : String(error)));
  await new Promise<void>((ready) => watcher.once('ready', () => ready()));
  return {
    async dispose() {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}

interface Head {
  readonly commit: string | undefined;
  readonly branch: string | undefined;
}

async function head(folder: string): Promise<Head> {
  const commit = await git(folder, ['rev-parse', '--verify', '--quiet', 'HEAD']);
  const branch = await git(folder, ['symbolic-ref', '--quiet', 'HEAD']);
  return { commit, branch };
}

function branchFile(shared: string, branch: string | undefined): string[] {
  return branch?.startsWith('refs/heads/') ? [join(shared, branch)] : [];
}

/** For git's own programs, whatever the repository's configuration says. */
const env = { GIT_ALLOW_PROTOCOL: 'none', GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' };

/**
 * Nothing that the repository's configuration names is run: the container can write there. No object is read, since a missing one would be
 * fetched from where that says, by a program that it names.
 */
async function git(folder: string, args: readonly string[]): Promise<string | undefined> {
  const safe = [
    '--no-pager',
    '--no-optional-locks',
    '-c',
    'core.fsmonitor=false',
    '-c',
    'core.hooksPath=/dev/null',
  ];
  const { exitCode, stdout } = await runProcess({
    command: 'git',
    args: ['-C', folder, ...safe, ...args],
    env,
  });
  return exitCode === 0 ? stdout.trim() : undefined;
}
