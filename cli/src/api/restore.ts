import { requestForOpen } from '../conversations/requestFor.ts';
import { containersBy } from '../conversations/withContainers.ts';
import { type EditorSettings, engineOf } from './settings.ts';
import type { KeptForEditor } from './types.ts';

// Most windows never bring one back.
const load = () => import(/* not with the rest */ '../snapshots/restore.ts');
const loadTitles = () => import(/* not with the rest */ '../snapshots/endsFromSnapshot.ts');

/** The conversations that are gone or shorter than a snapshot has them, the last written first. @throws UserError when the folder is gone */
export async function deletedConversations(folder: string): Promise<KeptForEditor[]> {
  const [{ keptConversations }, { titleFromSnapshot }] = await Promise.all([load(), loadTitles()]);
  const request = await requestForOpen(folder);
  const kept = (await keptConversations(request)).filter(isLost);
  return kept
    .map(({ session, state, transcript }) => {
      const title = titleFromSnapshot(request.home, transcript);
      const { size, changedAt } = transcript;
      return { session, isGone: state === 'gone', size, changedAt, ...(title !== undefined && { title }) };
    })
    .sort((a, b) => b.changedAt - a.changedAt);
}

/** Brings some of them back. @returns how many came @throws UserError where one is open */
export async function restoreConversations(
  folder: string,
  sessions: readonly string[],
  settings: EditorSettings,
): Promise<number> {
  const { keptConversations, restoreConversations } = await load();
  const request = await requestForOpen(folder);
  const kept = await keptConversations(request);
  const wanted = kept.filter((one) => isLost(one) && sessions.includes(one.session));
  const containersOf = containersBy(engineOf(settings));
  return (await restoreConversations(request, wanted, { containersOf })).length;
}

const isLost = ({ state }: { readonly state: string }) => state === 'gone' || state === 'shorter';
