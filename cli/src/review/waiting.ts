import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Workspace } from '../workspace/workspace.ts';
import { Journal } from './Journal.ts';
import { openReview } from './openReview.ts';
import { lengthOf, type Side } from './pair.ts';
import type { ReviewOptions } from './syncProject.ts';

/** Conversations with something that the other side has not, and since when, in milliseconds since 1970. */
export interface Waiting {
  readonly conversations: number;
  readonly since: number | undefined;
}

/** The same of a workspace. @returns undefined when it has no mirror @throws as `openReview` */
export async function waitingOf(
  workspace: Workspace,
  env: NodeJS.ProcessEnv,
): Promise<Readonly<Record<Side, Waiting>> | undefined> {
  const options = await openReview(workspace, env);
  return options && waitingOn(options);
}

/**
 * What waits to be carried, by lengths alone: nothing is read but names and sizes.
 * @returns for each side what it has and the other has not
 */
export async function waitingOn(
  options: Pick<ReviewOptions, 'mirror' | 'projectFolder' | 'journal'>,
): Promise<Readonly<Record<Side, Waiting>>> {
  const journal = await Journal.open(options.journal);
  const projects = dirname(options.projectFolder);
  const pairs = [...journal.pairs.values()].filter(({ mirror }) => !mirror.includes('/'));
  const found = { host: new Count(), mirror: new Count() };
  for (const pair of pairs) {
    await found.host.add(join(projects, pair.host), lengthOf(pair.known.host));
    await found.mirror.add(join(options.mirror, pair.mirror), lengthOf(pair.known.mirror));
  }
  const paired = {
    host: new Set(pairs.map(({ host }) => basename(host))),
    mirror: new Set(pairs.map(({ mirror }) => mirror)),
  };
  for (const [side, folder] of [
    ['host', options.projectFolder],
    ['mirror', options.mirror],
  ] as const) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names.filter((each) => each.endsWith('.jsonl') && !paired[side].has(each)))
      await found[side].add(join(folder, name), 0);
  }
  return { host: found.host, mirror: found.mirror };
}

class Count implements Waiting {
  conversations = 0;
  since: number | undefined;

  async add(path: string, known: number): Promise<void> {
    const stats = await lstat(path).catch(() => undefined);
    if (!stats?.isFile() || stats.size <= known) return;
    this.conversations++;
    this.since = Math.min(this.since ?? Number.POSITIVE_INFINITY, stats.mtimeMs);
  }
}
