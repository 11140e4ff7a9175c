export { findSnapshot, listSnapshots } from './findSnapshot.ts';
export type { RollbackOptions, RollbackPlan, RollbackStep } from './rollback.ts';
export { planRollback, planUndo, rollBack, unfinishedRollback } from './rollback.ts';
export type { SnapshotRequest, TakenSnapshot, TakeRequest } from './takeSnapshot.ts';
export { takeSnapshot } from './takeSnapshot.ts';
export { readFromSnapshot, writeFromSnapshot } from './writeFromSnapshot.ts';
