/** Tokens, by what they are billed as. */
export interface Tokens {
  readonly input: number;
  readonly output: number;
  readonly cacheWrite: number;
  readonly cacheRead: number;
}

/** What one answer of the API used: counted once, however many lines and files have it. */
export interface Usage extends Tokens {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly model: string;
  /** Of its conversation. */
  readonly session: string;
  /** As the price table has it, in US dollars; undefined where it has none for the model. */
  readonly cost: number | undefined;
}

/** What something came to: a day, a model, a branch, a side, a conversation, all of it. */
export interface StatsRow extends Tokens {
  /** What it is about: `2026-11-30`, `claude-opus-4-5`, `main`, `host`, a session id; '' for the total. */
  readonly key: string;
  /** US dollars, of those models whose price is known. */
  readonly cost: number;
  /** Models in it whose price is not known. */
  readonly unpriced: readonly string[];
  /** Answers of the API. */
  readonly answers: number;
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

export const statsDimensions = ['day', 'model', 'branch', 'side', 'conversation'] as const;
export type StatsDimension = (typeof statsDimensions)[number];

/** What `stats --json` prints, and the page in VS Code shows. */
export interface Stats {
  readonly schemaVersion: 1;
  /** Of which day the prices are: `2026-11-01`. */
  readonly pricesOf: string;
  readonly total: StatsRow;
  readonly by: Readonly<Record<StatsDimension, readonly StatsRow[]>>;
  readonly tools: readonly ToolRow[];
}
