import { describe, expect, it } from 'vitest';
import { priceOf } from '../../../core/src/stats/prices.ts';
import { usageOf } from '../../../core/src/stats/usageOf.ts';

const now = Date.UTC(2026, 10, 30);
const million = 1_000_000;

function cost(usage: Record<string, unknown>, model = 'claude-sonnet-4-6', at = now): number | undefined {
  const found = usageOf(usage, model, at).cost;
  return found === undefined ? undefined : Math.round(found * 1e9) / 1e9;
}

it('is what Claude Code itself says of an answer', () => {
  // A line of 2.1.332, which said `total_cost_usd: 0.02864` of it.
  const usage = {
    ...{
      input_tokens: 10,
      cache_creation_input_tokens: 500,
      cache_read_input_tokens: 1000,
      output_tokens: 250,
    },
    server_tool_use: { web_search_requests: 2, web_fetch_requests: 0 },
    service_tier: 'standard',
    cache_creation: { ephemeral_1h_input_tokens: 300, ephemeral_5m_input_tokens: 200 },
    ...{ inference_geo: '', iterations: [], speed: 'standard' },
  };
  expect(cost(usage, 'claude-opus-5-5')).toBe(0.02864);
  expect(usageOf(usage, 'claude-opus-5-5', now)).toMatchObject({
    input: 10,
    output: 250,
    cacheWrite: 500,
    cacheRead: 1000,
  });
});

describe('what is written into the cache', () => {
  it('costs more for an hour than for five minutes', () => {
    expect(cost({ cache_creation_input_tokens: million })).toBe(3.75);
    const hour = {
      cache_creation_input_tokens: million,
      cache_creation: { ephemeral_1h_input_tokens: million },
    };
    expect(cost(hour)).toBe(6);
  });

  it('counts where only its parts are told, and an hour is never more than all of it', () => {
    const parts = { cache_creation: { ephemeral_5m_input_tokens: 5, ephemeral_1h_input_tokens: 7 } };
    expect(usageOf(parts, 'claude-sonnet-4-6', now).cacheWrite).toBe(12);
  });
});

describe('a long prompt', () => {
  it('makes all tokens of its request dearer', () => {
    expect(cost({ input_tokens: 200_000 }, 'claude-sonnet-4-5-20250929')).toBe(0.6);
    expect(cost({ input_tokens: 300_000 }, 'claude-sonnet-4-5-20250929')).toBe(1.8);
    expect(cost({ input_tokens: 1, cache_read_input_tokens: 100_000 }, 'claude-haiku-5-5')).toBeCloseTo(
      0.0050005,
      6,
    );
  });

  it('is one for each time that the model was asked', () => {
    const part = { type: 'message', input_tokens: 60_000, output_tokens: 0 };
    const usage = { input_tokens: 120_000, output_tokens: 0, iterations: [part, part] };
    expect(cost(usage, 'claude-haiku-5-5')).toBe(0.012);
  });

  it('was dearer for some models until a day', () => {
    expect(cost({ input_tokens: million }, 'claude-opus-4-6', Date.UTC(2026, 2, 1))).toBe(10);
    expect(cost({ input_tokens: million }, 'claude-opus-4-6', Date.UTC(2026, 2, 14))).toBe(5);
  });
});

it('is what it was on the day', () => {
  const read = { cache_read_input_tokens: million };
  expect(cost(read, 'claude-sonnet-5-5', Date.UTC(2026, 9, 6))).toBe(0.2);
  expect(cost(read, 'claude-sonnet-5-5')).toBe(0.1);
});

it('knows fast mode, batches, the United States', () => {
  expect(cost({ output_tokens: million, speed: 'fast' }, 'claude-opus-4-8')).toBe(50);
  expect(cost({ output_tokens: million, service_tier: 'batch' }, 'claude-opus-4-8')).toBe(12.5);
  expect(cost({ output_tokens: million, inference_geo: 'us' }, 'claude-opus-4-8')).toBe(27.5);
});

it.each([
  ['us.anthropic.claude-opus-4-6-v1', 5],
  ['anthropic.claude-3-5-haiku-20241022-v1:0', 0.8],
  ['claude-sonnet-4@20250514', 3],
  ['claude-sonnet-4-20250514', 3],
  ['claude-opus-4-7[1m]', 5],
])('knows %s by its name', (model, input) => {
  expect(priceOf(model)?.input).toBe(input);
});

it.each([
  'claude-opus-9',
  'claude-opus-4-55',
  'gpt-5',
  '',
  'constructor',
  '__proto__',
  'x-claude-opus-4-5',
  'claude-',
])('guesses no price of %s', (model) => {
  expect(priceOf(model)).toBeUndefined();
  expect(usageOf({ output_tokens: 5 }, model, now)).toMatchObject({ output: 5, cost: undefined });
});

it('takes no number that is none', () => {
  const usage = {
    input_tokens: -5,
    output_tokens: '7',
    cache_read_input_tokens: Number.NaN,
    cache_creation_input_tokens: 1e300,
  };
  expect(usageOf(usage, 'claude-opus-4-8', now)).toEqual({
    input: 0,
    output: 0,
    cacheWrite: 0,
    cacheRead: 0,
    cost: 0,
  });
});
