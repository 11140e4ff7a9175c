/**
 * What one file says of answers, calls of tools and prompts, each once: in columns, since there are hundreds of thousands, which threads
 * hand over and an index keeps. All texts are in `names`; numbers of rows point there, -1 for none.
 */
export interface Counted {
  readonly names: readonly string[];
  readonly answers: Float64Array;
  readonly tools: Float64Array;
  /** Calls of tools that failed, by their ids. */
  readonly failed: Float64Array;
  readonly prompts: Float64Array;
  /** There was more than is counted of one file. */
  readonly hasMore: boolean;
}

/** The columns of an answer. */
export const answerColumns = {
  id: 0,
  request: 1,
  /** The conversation that its line names, and the one that asked for it, where newer clients say so. */
  session: 2,
  asker: 3,
  model: 4,
  branch: 5,
  cwd: 6,
  at: 7,
  input: 8,
  output: 9,
  cacheWrite: 10,
  cacheRead: 11,
  /** -1 where it is not known. */
  cost: 12,
  activeMs: 13,
  /** 1 for a line that says that it is a copy. */
  isCopy: 14,
  count: 15,
} as const;

export const toolColumns = { id: 0, name: 1, at: 2, count: 3 } as const;
export const promptColumns = { id: 0, copyOf: 1, session: 2, branch: 3, cwd: 4, at: 5, count: 6 } as const;
