import { addBranch } from './branch.ts';
import { addKeep } from './keep.ts';
import { addList } from './list.ts';
import { addMerge } from './merge.ts';
import type { OurCommand } from './OurCommand.ts';
import { addPrune } from './prune.ts';
import { addRestore } from './restore.ts';
import { addResume } from './resume.ts';
import { addRollback } from './rollback.ts';
import { addSearch } from './search.ts';
import { addShow } from './show.ts';
import { addSnapshot } from './snapshot.ts';
import { addStats } from './stats.ts';
import { addSync } from './sync.ts';

/** Adds the commands about the conversations themselves, and what is left of them. */
export function addSessions(program: OurCommand): void {
  addList(program);
  addShow(program);
  addSearch(program);
  addResume(program);
  addBranch(program);
  addMerge(program);
  addSnapshot(program);
  addRollback(program);
  addRestore(program);
  addKeep(program);
  addSync(program);
  addStats(program);
  addPrune(program);
}
