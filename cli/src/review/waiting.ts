import { lstatSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Workspace } from '../workspace/workspace.ts';
import { readCarriedLengths } from './carriedLengths.ts';
import { isTranscript } from './makers.ts';
import { openReview } from './openReview.ts';
import type { Side } from './pair.ts';
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
  const known = await readCarriedLengths(options.journal);
  const projects = dirname(options.projectFolder);
  const found = { host: new Count(), mirror: new Count() };
  for (const { host, mirror, carried } of known) {
    found.host.add(join(projects, host), carried.host);
    found.mirror.add(join(options.mirror, mirror), carried.mirror);
  }
  const paired = {
    host: new Set(known.map(({ host }) => basename(host))),
    mirror: new Set(known.map(({ mirror }) => mirror)),
  };
  for (const [side, folder] of [
    ['host', options.projectFolder],
    ['mirror', options.mirror],
  ] as const) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names.filter((each) => isTranscript(each) && !paired[side].has(each)))
      found[side].add(join(folder, name), 0);
  }
  return { host: found.host, mirror: found.mirror };
}

class Count implements Waiting {
  conversations = 0;
  since: number | undefined;

  add(path: string, carried: number): void {
    // Of thousands, each would take ten times as long with a promise of its own.
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (!stats?.isFile() || stats.size <= carried) return;
    this.conversations++;
    this.since = Math.min(this.since ?? Number.POSITIVE_INFINITY, stats.mtimeMs);
  }
}
