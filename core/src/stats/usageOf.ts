import { isRecord, type JsonRecord } from '../verify/jsonRecord.ts';
import { batch, type Price, priceOf, type Rates, unitedStates, webSearch } from './prices.ts';
import type { Tokens } from './Stats.ts';

/** What an answer used, as a line says. */
export interface LineUsage extends Tokens {
  /** US dollars; undefined where the price of the model is not known. */
  readonly cost: number | undefined;
}

/** No answer has as many; a sum of a million of them is still exact. */
const most = 1e9;

/**
 * What an answer used, and what that costs by the API's rules.
 * @param usage of a message, whatever it is
 */
export function usageOf(usage: JsonRecord, model: string, at: number): LineUsage {
  const [input, output, cacheWrite, cacheRead] = [
    count(usage.input_tokens),
    count(usage.output_tokens),
    cacheWriteOf(usage),
    count(usage.cache_read_input_tokens),
  ];
  const price = priceOf(model);
  const cost = price && costOf(usage, price, at);
  return { input, output, cacheWrite, cacheRead, cost };
}

function costOf(usage: JsonRecord, price: Price, at: number): number {
  const tokens = partsOf(usage, price).reduce((sum, part) => sum + tokensCost(part, price, usage, at), 0);
  const geo = usage.inference_geo === 'us' ? unitedStates : 1;
  const tier = usage.service_tier === 'batch' ? batch : 1;
  const searches = isRecord(usage.server_tool_use) ? count(usage.server_tool_use.web_search_requests) : 0;
  return tokens * geo * tier + searches * webSearch;
}

/** An answer for which the model was asked several times: which of the prompts were long, each says for itself. */
function partsOf(usage: JsonRecord, price: Price): JsonRecord[] {
  if (!price.long || !Array.isArray(usage.iterations)) return [usage];
  const parts = usage.iterations.filter(isRecord).filter(({ type }) => type === 'message');
  const isAll = [
    'input_tokens',
    'output_tokens',
    'cache_read_input_tokens',
    'cache_creation_input_tokens',
  ].every((name) => parts.reduce((sum, part) => sum + count(part[name]), 0) === count(usage[name]));
  return parts.length > 0 && isAll ? parts : [usage];
}

function tokensCost(usage: JsonRecord, price: Price, { speed }: JsonRecord, at: number): number {
  const cacheWrite = cacheWriteOf(usage);
  const anHour = Math.min(cacheWrite, hourOf(usage));
  const [input, cacheRead] = [count(usage.input_tokens), count(usage.cache_read_input_tokens)];
  const rates = ratesFor(price, speed === 'fast', input + cacheWrite + cacheRead, at);
  return (
    (input * rates.input +
      count(usage.output_tokens) * rates.output +
      (cacheWrite - anHour) * rates.cacheWrite +
      anHour * rates.cacheWriteHour +
      cacheRead * rates.cacheRead) /
    1e6
  );
}

function ratesFor(price: Price, isFast: boolean, prompt: number, at: number): Rates {
  const { fast, long, before } = price;
  if (isFast && fast) return fast;
  if (long && prompt > long.above && at < (long.before ?? Number.POSITIVE_INFINITY)) return long;
  return before && at < before.day ? before : price;
}

function cacheWriteOf(usage: JsonRecord): number {
  const all = count(usage.cache_creation_input_tokens);
  const { cache_creation: parts } = usage;
  return Math.max(all, isRecord(parts) ? count(parts.ephemeral_5m_input_tokens) + hourOf(usage) : 0);
}

function hourOf({ cache_creation: parts }: JsonRecord): number {
  return isRecord(parts) ? count(parts.ephemeral_1h_input_tokens) : 0;
}

function count(value: unknown): number {
  return typeof value === 'number' && value > 0 && value <= most ? Math.floor(value) : 0;
}
