import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import type { Snapshot, SnapshotReason } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { UserError } from '../host/errors.ts';
import { type SnapshotRequest, takeSnapshot } from '../snapshots/snapshots.ts';
import { escapeControls, log } from '../terminal/output.ts';

/** `--no-snapshot` of the commands that take one by themselves. */
export interface SnapshotBeforeOptions {
  readonly snapshot?: boolean;
}

/**
 * Keeps a project's conversations before something is changed.
 * @param sessions only these
 * @returns undefined where the user wants none
 * @throws UserError where it cannot be done: nothing is changed then
 */
export async function snapshotBefore(
  request: SnapshotRequest,
  reason: SnapshotReason,
  { snapshot: isWanted = true }: SnapshotBeforeOptions,
): Promise<Snapshot | undefined> {
  if (!isWanted) return undefined;
  const onTrouble = (sentence: string) => log(`warning: ${escapeControls(sentence)}`);
  try {
    return (await takeSnapshot({ ...request, reason, onTrouble })).snapshot;
  } catch (error) {
    const why = shownLine((error as Error).message.replace(/\.$/, ''), 300);
    const hint = error instanceof UserError && error.hint ? `${error.hint} ` : '';
    throw new UserError(
      `No snapshot could be taken before it, so nothing was done: ${why}.`,
      `${hint}With --no-snapshot it is done without.`,
    );
  }
}
