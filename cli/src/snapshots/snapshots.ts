export { deleteSnapshot } from './deleteSnapshot.ts';
export { titleFromSnapshot } from './endsFromSnapshot.ts';
export { findSnapshot, listSnapshots } from './findSnapshot.ts';
export { type Foreseen, foreseeSnapshot } from './foreseeSnapshot.ts';
export { hostFiles, volumeOf } from './hostFiles.ts';
export { type KeptConversation, keptConversations, type Restored, restoreConversations } from './restore.ts';
export type { RollbackOptions, RollbackPlan, RollbackStep } from './rollback.ts';
export {
  codeToUndo,
  ensureClosed,
  planRollback,
  planUndo,
  rollBack,
  unfinishedRollback,
} from './rollback.ts';
export { type CodePlan, codeOf, planCode } from './rollbackCode.ts';
export type { SnapshotRequest, TakenSnapshot, TakeRequest } from './takeSnapshot.ts';
export { takeSnapshot } from './takeSnapshot.ts';
export { readFromSnapshot, writeFromSnapshot } from './writeFromSnapshot.ts';
