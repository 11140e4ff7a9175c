import { fstatSync } from 'node:fs';
import { activeChain } from '@claude-sessions/core/conversations/activeChain.ts';
import { type MergeMark, markIn } from '@claude-sessions/core/conversations/merge/mergeBlock.ts';
import { linkOf, type TranscriptLink } from '@claude-sessions/core/conversations/TranscriptLink.ts';
import type { JsonRecord } from '@claude-sessions/core/verify/jsonRecord.ts';
import { recordOf, transcriptLines } from '../transcriptLines.ts';

/** How a conversation hangs together, without its words. */
export interface ReadLinks {
  /** Bytes that were read. */
  readonly size: number;
  readonly links: readonly TranscriptLink[];
  /** What was merged into it, the last of each branch last. */
  readonly marks: readonly Omit<MergeMark, 'title'>[];
  /** The last line that says where it was written. */
  readonly last: JsonRecord | undefined;
  /** The file ends with the end of a line. */
  readonly isWhole: boolean;
}

/** Reads an open transcript, of the length that it has now. */
export function readLinks(fd: number): ReadLinks {
  const { size } = fstatSync(fd);
  const links: TranscriptLink[] = [];
  const marks: Omit<MergeMark, 'title'>[] = [];
  let last: JsonRecord | undefined;
  let isEnded = true;
  for (const { bytes, isWhole } of transcriptLines(fd, size)) {
    isEnded = isWhole;
    const record = recordOf(bytes);
    const link = record && linkOf(record, links.at(-1));
    if (!record || !link || link.isSidechain) continue;
    links.push(link);
    if (typeof record.cwd === 'string') last = placeOf(record);
    const mark = record.subtype === 'local_command' ? markIn(record.content) : undefined;
    if (mark) marks.push(mark);
  }
  return { size, links, marks, last, isWhole: isEnded };
}

/** The members by which a line says where and by which client it was written. */
function placeOf({ cwd, version, gitBranch }: JsonRecord): JsonRecord {
  return Object.fromEntries(
    Object.entries({ cwd, version, gitBranch }).filter(([, value]) => typeof value === 'string'),
  );
}

/** What a client that resumes it would hang its next line on. */
export function endOf(links: readonly TranscriptLink[]): TranscriptLink | undefined {
  const { terminal, leaf } = activeChain(links);
  return terminal ?? leaf;
}
