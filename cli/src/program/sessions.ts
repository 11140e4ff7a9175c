import { addBranch } from './branch.ts';
import { addList } from './list.ts';
import { addMerge } from './merge.ts';
import type { OurCommand } from './OurCommand.ts';
import { addSearch } from './search.ts';

/** Adds the commands about the conversations themselves. */
export function addSessions(program: OurCommand): void {
  addList(program);
  addSearch(program);
  addBranch(program);
  addMerge(program);
}
