/** US dollars for a million tokens. */
export interface Rates {
  readonly input: number;
  readonly output: number;
  /** Into the cache, for five minutes. */
  readonly cacheWrite: number;
  readonly cacheWriteHour: number;
  readonly cacheRead: number;
}

export interface Price extends Rates {
  /** Of a request whose prompt, what the cache holds of it counted, has more tokens: of all of its tokens. */
  readonly long?: Rates & { readonly above: number; readonly before?: number };
  /** What it cost before a day, in milliseconds since 1970. */
  readonly before?: Rates & { readonly day: number };
  /** In fast mode. */
  readonly fast?: Rates;
}

/**
 * When the table was last compared: with the price list in Claude Code 2.1.332, and with the public one
 * (platform.claude.com/docs/en/about-claude/pricing). Prices are those of the API itself, for everybody.
 */
export const pricesOf = '2026-11-30';

/** For one search in the web by the API. */
export const webSearch = 0.01;
/** What tokens cost where they are kept in the United States (`inference_geo`), and in a batch. */
export const unitedStates = 1.1;
export const batch = 0.5;

/** Writing into the cache costs a quarter more than reading anew, for an hour twice as much. */
function rates(input: number, output: number, cacheRead: number): Rates {
  return { input, output, cacheWrite: 1.25 * input, cacheWriteHour: 2 * input, cacheRead };
}

const dear = rates(15, 75, 1.5);
const opus = rates(5, 25, 0.5);
const sonnet = rates(3, 15, 0.3);
const cheapSonnet = rates(2, 10, 0.2);
const fable = rates(10, 50, 1);

/** Of the first with a million tokens of context, until it came at the usual price for those of 2026. */
const sonnetLong = { above: 200_000, ...rates(6, 22.5, 0.6) };
const opusLong = { above: 200_000, ...rates(10, 37.5, 1) };
const usualSince = Date.UTC(2026, 2, 13);

const table: Readonly<Record<string, Price>> = {
  'claude-3-haiku': { input: 0.25, output: 1.25, cacheWrite: 0.3, cacheWriteHour: 0.5, cacheRead: 0.03 },
  'claude-3-sonnet': sonnet,
  'claude-3-opus': dear,
  'claude-3-5-haiku': rates(0.8, 4, 0.08),
  'claude-3-5-sonnet': sonnet,
  'claude-3-7-sonnet': sonnet,
  'claude-haiku-4-5': rates(1, 5, 0.1),
  'claude-haiku-5-5': { ...rates(0.1, 0.5, 0.01), long: { above: 100_000, ...rates(0.5, 2.5, 0.05) } },
  'claude-sonnet-4-0': { ...sonnet, long: sonnetLong },
  'claude-sonnet-4-5': { ...sonnet, long: sonnetLong },
  'claude-sonnet-4-6': { ...sonnet, long: { ...sonnetLong, before: usualSince } },
  'claude-sonnet-5': cheapSonnet,
  'claude-sonnet-5-5': { ...rates(2, 10, 0.1), before: { day: Date.UTC(2026, 9, 7), ...cheapSonnet } },
  'claude-opus-4-0': dear,
  'claude-opus-4-1': dear,
  'claude-opus-4-5': opus,
  'claude-opus-4-6': { ...opus, fast: rates(30, 150, 3), long: { ...opusLong, before: usualSince } },
  'claude-opus-4-7': { ...opus, fast: rates(30, 150, 3) },
  'claude-opus-4-8': { ...opus, fast: rates(10, 50, 1) },
  'claude-opus-5': { ...opus, fast: rates(10, 50, 1) },
  'claude-opus-5-5': { ...rates(4, 20, 0.2), fast: rates(8, 40, 0.4) },
  'claude-fable-5': fable,
  'claude-fable-5-1': rates(10, 50, 0.25),
  'claude-fable-5-2': { ...rates(8, 40, 0.2), fast: rates(16, 80, 0.4) },
  'claude-mythos-5': fable,
  'claude-mythos-5-1': rates(10, 50, 0.25),
};

const otherNames: Readonly<Record<string, string>> = {
  'claude-sonnet-4': 'claude-sonnet-4-0',
  'claude-opus-4': 'claude-opus-4-0',
};

/** As the API, Bedrock and Vertex name a model: with a region, a date, a version, or its million tokens of context. */
const modelName =
  /^(?:(?:[a-z]{2,6}\.)?anthropic[./])?(claude-[a-z0-9-]+?)(?:[-@]\d{8})?(?:-v\d+)?(?::\d+)?(?:\[1m\])?$/;

/** What a model costs; undefined where that is not known: nothing is guessed by a name that looks alike. */
export function priceOf(model: string): Price | undefined {
  const [, name = ''] = modelName.exec(model) ?? [];
  const known = Object.hasOwn(otherNames, name) ? (otherNames[name] ?? name) : name;
  return Object.hasOwn(table, known) ? table[known] : undefined;
}
