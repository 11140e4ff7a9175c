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
    const why = (error as Error).message.replace(/\.$/, '');
    const hint = error instanceof UserError && error.hint ? `${error.hint} ` : '';
    throw new UserError(
      `${why}; nothing was done, since no snapshot could be taken before.`,
      `${hint}With --no-snapshot it is done without.`,
    );
  }
}
