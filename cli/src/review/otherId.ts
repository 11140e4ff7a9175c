import { mirrorInUse } from '../workspace/preparedProject.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { Journal } from './Journal.ts';
import { usualJournal } from './journalOf.ts';
import { sessionOf } from './makers.ts';
import type { Pair } from './pair.ts';

/**
 * The session id under which a reviewed dev container has a conversation of this host: another one where both sides went on.
 * @param host the conversation, below `projects/`
 * @returns undefined where the project has no mirror, or that has not got it
 */
export async function mirrorIdOf(workspace: Workspace, host: string): Promise<string | undefined> {
  const pair = (await pairsOf(workspace)).find((each) => each.host === host);
  return pair && sessionOf(pair.mirror);
}

/** The session id under which this host has a conversation of the mirror in use: another one where its own was taken, or both sides went on. */
export async function hostIdOf(workspace: Workspace, mirrorId: string): Promise<string | undefined> {
  const pair = (await pairsOf(workspace)).find(({ mirror }) => mirror === `${mirrorId}.jsonl`);
  return pair && sessionOf(pair.host.slice(pair.host.indexOf('/') + 1));
}

async function pairsOf({ preparedFolder }: Workspace): Promise<Pair[]> {
  if ((await mirrorInUse(preparedFolder)) === undefined) return [];
  return [...(await Journal.open(usualJournal(preparedFolder))).pairs.values()];
}
