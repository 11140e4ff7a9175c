import type { TranscriptSummary } from './Conversation.ts';

/** A summary as an index keeps it: its members without their names, the rarer ones last. */
export type SummaryRow = readonly unknown[];

/** Which rules made a summary: with others it is made again. */
export const summaryRules = 1;

const columns = 17;

export function summaryRow(summary: TranscriptSummary): SummaryRow {
  const { isHeadless, isSidechain, isEmpty, forkedFrom } = summary;
  return [
    (isHeadless ? 1 : 0) + (isSidechain ? 2 : 0) + (isEmpty ? 4 : 0),
    ...[summary.begunAt, summary.turns],
    ...[summary.customTitle, summary.aiTitle, summary.formerTitle, summary.firstPrompt, summary.lastPrompt],
    ...[summary.lastWords, summary.tag, summary.cwd, summary.gitBranch, summary.version, summary.trail],
    ...[summary.continuedIn, forkedFrom?.id, forkedFrom?.message],
  ].map((value) => value ?? null);
}

/** @returns undefined when it is none */
export function readSummaryRow(row: unknown): TranscriptSummary | undefined {
  if (!Array.isArray(row) || row.length !== columns || typeof row[0] !== 'number') return undefined;
  const number = (at: number) => (typeof row[at] === 'number' ? row[at] : undefined);
  const text = (at: number) => (typeof row[at] === 'string' ? row[at] : undefined);
  const forkedFrom = text(15);
  return {
    customTitle: text(3),
    aiTitle: text(4),
    formerTitle: text(5),
    firstPrompt: text(6),
    lastPrompt: text(7),
    lastWords: text(8),
    tag: text(9),
    cwd: text(10),
    gitBranch: text(11),
    version: text(12),
    begunAt: number(1),
    turns: number(2),
    isHeadless: (row[0] & 1) !== 0,
    isSidechain: (row[0] & 2) !== 0,
    isEmpty: (row[0] & 4) !== 0,
    forkedFrom: forkedFrom === undefined ? undefined : { id: forkedFrom, message: text(16) },
    continuedIn: text(14),
    trail: text(13),
  };
}
