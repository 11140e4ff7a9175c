import { mirrorInUse } from '../workspace/preparedProject.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { Journal } from './Journal.ts';
import { usualJournal } from './journalOf.ts';
import { sessionOf } from './makers.ts';

/**
 * The session id under which a reviewed dev container has a conversation of this host: another one where both sides went on.
 * @param host the conversation, below `projects/`
 * @returns undefined where the project has no mirror, or that has not got it
 */
export async function mirrorIdOf(workspace: Workspace, host: string): Promise<string | undefined> {
  if ((await mirrorInUse(workspace.preparedFolder)) === undefined) return undefined;
  const { pairs } = await Journal.open(usualJournal(workspace.preparedFolder));
  const pair = [...pairs.values()].find((each) => each.host === host);
  return pair && sessionOf(pair.mirror);
}
