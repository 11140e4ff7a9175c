import { requestForOpen } from '../conversations/requestFor.ts';
import { containersBy } from '../conversations/withContainers.ts';
import type { RollbackPlan } from '../snapshots/snapshots.ts';
import { snapshotForEditor } from './editorSnapshot.ts';
import { type EditorSettings, engineOf } from './settings.ts';
import type { EditorSnapshot, TakenForEditor } from './types.ts';

// Most windows never take one.
const load = () => import(/* not with the rest */ '../snapshots/snapshots.ts');

/** The snapshots of a folder's project, the newest first. @throws UserError when the folder is gone */
export async function listSnapshots(folder: string): Promise<EditorSnapshot[]> {
  const { listSnapshots } = await load();
  return (await listSnapshots(await requestForOpen(folder))).map((one) => snapshotForEditor(folder, one));
}

/** Keeps the conversations of a folder's project as they are now. @throws UserError when it cannot be written */
export async function takeSnapshot(folder: string, name?: string): Promise<TakenForEditor> {
  const { takeSnapshot } = await load();
  const leftOut: string[] = [];
  const onTrouble = (sentence: string) => void leftOut.push(sentence);
  const request = await requestForOpen(folder);
  const taken = await takeSnapshot({ ...request, reason: 'asked', name, onTrouble });
  return { snapshot: snapshotForEditor(folder, taken.snapshot), newBytes: taken.newBytes, leftOut };
}

/**
 * What going back to a snapshot would change; nothing is written.
 * @param settings the engine that is asked whether a container has a conversation open
 * @param sessions only these conversations
 * @throws UserError when there is no such snapshot
 */
export async function planRollback(
  folder: string,
  id: string,
  settings: EditorSettings,
  sessions?: readonly string[],
): Promise<RollbackPlan> {
  const { findSnapshot, planRollback } = await load();
  const request = await requestForOpen(folder);
  const containersOf = containersBy(engineOf(settings));
  return planRollback(request, await findSnapshot(request, id), { sessions, containersOf });
}

/** What undoing the last rollback of a folder's project would change. @throws UserError when there was none */
export async function planUndo(folder: string, settings: EditorSettings): Promise<RollbackPlan> {
  const { planUndo } = await load();
  return planUndo(await requestForOpen(folder), containersBy(engineOf(settings)));
}

/** Does what was planned, after a snapshot of what is there. @throws UserError when it cannot */
export async function rollBack(folder: string, plan: RollbackPlan): Promise<void> {
  const { rollBack } = await load();
  await rollBack(await requestForOpen(folder), plan);
}
