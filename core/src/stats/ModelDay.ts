/** What a model came to on a day: with the days of a chart in their parts. */
export interface ModelDay {
  /** `2026-11-30`. */
  readonly day: string;
  /** As hostile as its transcript. */
  readonly model: string;
  readonly tokens: number;
  /** US dollars, as far as the price is known. */
  readonly cost: number;
}
