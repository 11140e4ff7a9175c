import { addExport } from './export.ts';
import { addMigrate } from './migrate.ts';
import type { OurCommand } from './OurCommand.ts';
import { addReconcile } from './reconcile.ts';
import { addRun } from './run.ts';

/** Adds the commands for what keeps Claude's state elsewhere than a dev container, or kept it. */
export function addAnywhere(program: OurCommand): void {
  addMigrate(program);
  addExport(program);
  addRun(program);
  addReconcile(program);
}
