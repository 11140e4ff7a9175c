import { join } from 'node:path';
import { preparedNames, reviewNames } from '@claude-sessions/core/prepare/layout.ts';

/** Where it is written down what was carried between the host and the mirror in use. */
export const usualJournal = (preparedFolder: string): string =>
  join(preparedFolder, preparedNames.review, 'journal.jsonl');

/**
 * The same of a mirror that was set aside. The first one is that which was in use last, and is again when the project is reviewed: the usual
 * journal is about that one.
 * @param isUsed whether another mirror is in use
 */
export function journalOf(preparedFolder: string, mirror: string, isUsed: boolean): string {
  const isLast = !isUsed && mirror === join(preparedFolder, preparedNames.review, reviewNames.mirror);
  return isLast ? usualJournal(preparedFolder) : `${mirror}.jsonl`;
}
