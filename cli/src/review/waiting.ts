import { lstatSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Workspace } from '../workspace/workspace.ts';
import { readCarriedLengths } from './carriedLengths.ts';
import { isTranscript } from './makers.ts';
import { openKept, openReview } from './openReview.ts';
import type { Side } from './pair.ts';
import type { ReviewOptions } from './syncProject.ts';

/** Conversations with something that the other side has not, and since when, in milliseconds since 1970. */
export interface Waiting {
  readonly conversations: number;
  readonly since: number | undefined;
}

/** What waits on either side, and in mirrors that were set aside. */
export type AllWaiting = Readonly<Record<Side | 'kept', Waiting>>;

/**
 * The same of a workspace.
 * @returns undefined where it is not reviewed, and nothing waits to be pulled
 * @throws as `openReview`
 */
export async function waitingOf(
  workspace: Workspace,
  env: NodeJS.ProcessEnv,
): Promise<AllWaiting | undefined> {
  const options = await openReview(workspace, env);
  const { host, mirror } = options ? await waitingOn(options) : { host: nothing, mirror: nothing };
  let kept = nothing;
  for (const each of await openKept(workspace, env)) kept = added(kept, (await waitingOn(each)).mirror);
  if (options && !options.only) return { host, mirror, kept };
  return mirror.conversations + kept.conversations > 0 ? { host: nothing, mirror, kept } : undefined;
}

const nothing: Waiting = { conversations: 0, since: undefined };

function added(one: Waiting, other: Waiting): Waiting {
  const since = [one.since, other.since].filter((each) => each !== undefined);
  return {
    conversations: one.conversations + other.conversations,
    since: since.length > 0 ? Math.min(...since) : undefined,
  };
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
