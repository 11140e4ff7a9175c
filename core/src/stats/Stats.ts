/** Tokens, by what they are billed as. */
export interface Tokens {
  readonly input: number;
  readonly output: number;
  readonly cacheWrite: number;
  readonly cacheRead: number;
}

/** What something came to: a day, a model, a branch, a side, a conversation, all of it. */
export interface StatsRow extends Tokens {
  /** What it is about: `2026-11-30`, `claude-opus-4-5`, `main`, `host`, a session id; '' for the total, and where there is no branch. As hostile as its transcript. */
  readonly key: string;
  /** Of a conversation, where it has one. As hostile as its transcript. */
  readonly title?: string;
  /** US dollars, of those models whose price is known. */
  readonly cost: number;
  /** Models in it whose price is not known. */
  readonly unpriced: readonly string[];
  /** Answers of the API. */
  readonly answers: number;
  /** What the user said; 0 of a model. */
  readonly prompts: number;
  readonly conversations: number;
  /** Milliseconds between prompts and answers, pauses of the user left out. */
  readonly activeMs: number;
}

/** How often a tool was called. */
export interface ToolRow {
  readonly name: string;
  readonly calls: number;
  readonly failed: number;
}

export const statsDimensions = ['day', 'week', 'month', 'model', 'branch', 'side', 'conversation'] as const;
export type StatsDimension = (typeof statsDimensions)[number];

/** Stands for all that there was no room for: no key of a transcript is as short. */
export const otherKey = '…';

/** What `stats --json` prints, and the page in VS Code shows. */
export interface Stats {
  readonly schemaVersion: 1;
  /** Of which day the prices are: `2026-11-01`. */
  readonly pricesOf: string;
  /** When the first and the last of it happened, in milliseconds since 1970; undefined where there is nothing. */
  readonly first: number | undefined;
  readonly last: number | undefined;
  readonly total: StatsRow;
  /** Days, weeks (by their Mondays) and months in their order, the others with what cost the most first. */
  readonly by: Readonly<Record<StatsDimension, readonly StatsRow[]>>;
  /** The most used first. */
  readonly tools: readonly ToolRow[];
}
