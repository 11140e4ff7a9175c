import { answerColumns, type Counted, promptColumns, toolColumns } from './Counted.ts';

/** Which rules counted: with others it is counted again. Prices are in it, too. */
export const countedRules = 1;

/** What a file says, as an index keeps it. */
export function countedRow({ names, answers, tools, failed, prompts, hasMore }: Counted): unknown {
  return [names, ...[answers, tools, failed, prompts].map((column) => [...column]), hasMore ? 1 : 0];
}

/** @returns undefined when it is none */
export function readCountedRow(row: unknown): Counted | undefined {
  if (!Array.isArray(row) || row.length !== 6) return undefined;
  const [names, ...rest] = row;
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) return undefined;
  const [answers, tools, failed, prompts] = [answerColumns, toolColumns, { count: 1 }, promptColumns].map(
    ({ count }, index) => column(rest[index], count),
  );
  if (!answers || !tools || !failed || !prompts) return undefined;
  return { names, answers, tools, failed, prompts, hasMore: rest[4] === 1 };
}

function column(value: unknown, columns: number): Float64Array | undefined {
  if (!Array.isArray(value) || value.length % columns !== 0) return undefined;
  return value.every((each) => typeof each === 'number') ? Float64Array.from(value) : undefined;
}
