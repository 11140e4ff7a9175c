import { describe, expect, it } from 'vitest';
import { Coalesced } from '../../../extension/src/looks/Coalesced.ts';

/** Work that ends when it is told to; what has begun is counted. */
function manual() {
  const ends: (() => void)[] = [];
  let most = 0;
  let now = 0;
  const work = () => {
    most = Math.max(most, ++now);
    return new Promise<void>((resolve) => {
      ends.push(() => {
        now--;
        resolve();
      });
    });
  };
  return { work, ends, most: () => most };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('coalesced work', () => {
  it('runs once more for all who ask while it runs', async () => {
    const { work, ends } = manual();
    const coalesced = new Coalesced(work);
    void coalesced.request();
    const later = [coalesced.request(), coalesced.request(), coalesced.request()];
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await settle();
    expect(ends).toHaveLength(2);
    ends[1]?.();
    await Promise.all(later);
    expect(ends).toHaveLength(2);
  });

  it('is never done twice at a time, also when somebody asks at the moment of its end', async () => {
    const { work, ends, most } = manual();
    const coalesced = new Coalesced(work);
    void coalesced.request().then(() => coalesced.request());
    void coalesced.request();
    ends[0]?.();
    await settle();
    expect(most()).toBe(1);
    ends[1]?.();
    await settle();
    expect(most()).toBe(1);
  });

  it('does not begin what was dropped, and does when somebody asks again', async () => {
    const { work, ends } = manual();
    const coalesced = new Coalesced(work);
    void coalesced.request();
    const dropped = coalesced.request();
    coalesced.drop();
    ends[0]?.();
    await dropped;
    expect(ends).toHaveLength(1);
    void coalesced.request();
    expect(ends).toHaveLength(2);
  });
});
