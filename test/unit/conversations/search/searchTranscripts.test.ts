import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchConversations } from '../../../../cli/src/api/searchConversations.ts';
import type { ConversationSource } from '../../../../cli/src/conversations/ConversationSource.ts';
import { planSearch } from '../../../../cli/src/conversations/search/planSearch.ts';
import type { ConversationHits } from '../../../../cli/src/conversations/search/searchTranscripts.ts';
import { UserError } from '../../../../cli/src/host/errors.ts';
import { prompt, searchIn, temporaryFolder, transcript } from './support.ts';

const idOf = (number: number) => `${number}`.padStart(8, '0').concat('-0000-4000-8000-000000000000');

/** A config directory with a conversation for each text; the first was changed last. */
function configDirWith(...texts: string[]): string {
  const configDir = temporaryFolder();
  const folder = join(configDir, 'projects/-home-me-app');
  mkdirSync(folder, { recursive: true });
  for (const [index, text] of texts.entries()) {
    const path = join(folder, `${idOf(index)}.jsonl`);
    writeFileSync(path, `${JSON.stringify(prompt(text, { uuid: `${index}`, sessionId: idOf(index) }))}\n`);
    utimesSync(path, 1e9 - index, 1e9 - index);
  }
  return configDir;
}

const anything = { onHit: () => undefined };

/** Conversations in a volume: one, which is copied to be read. */
function volume(path: string | UserError, disposed: string[] = []): ConversationSource {
  const entry = { id: idOf(0), slug: '-app', size: 1, changedAt: 2e12, inode: '1', isRemnant: false };
  return {
    place: { kind: 'container', volume: 'v', running: false },
    entries: async () => [entry, { ...entry, id: idOf(99), isRemnant: true }],
    ends: async () => new Map(),
    open: async () => {
      if (path instanceof UserError) throw path;
      return { path, dispose: async () => void disposed.push(path) };
    },
  };
}

async function search(words: string[], configDir: string, options: object = {}, request: object = {}) {
  const found: ConversationHits[] = [];
  const result = await searchConversations(
    words,
    { configDir, ...request },
    { onHit: (hits) => found.push(hits), ...options },
  );
  return { found, ids: found.map(({ conversation }) => conversation.id), result };
}

describe('a search of conversations', () => {
  it('hands them over newest first, with what a list says of them', async () => {
    const texts = Array.from({ length: 700 }, (_, index) =>
      index % 3 === 0 ? 'a pelican' : 'x'.repeat(5000),
    );
    const { ids, found, result } = await search(['pelican'], configDirWith(...texts));
    expect(ids).toEqual(texts.flatMap((text, index) => (text === 'a pelican' ? idOf(index) : [])));
    expect(found[0]).toMatchObject({
      conversation: { place: { kind: 'host' }, slug: '-home-me-app', firstPrompt: 'a pelican' },
      hits: [{ text: 'a pelican', marks: [[2, 9]], uuid: '0' }],
      isMore: false,
    });
    expect(result).toMatchObject({ conversations: 234, isMore: false, failed: [], tooLong: 0, notOpened: 0 });
  });

  it.each([
    [1, 2, true],
    [2, 2, false],
    [3, 2, false],
  ])('no more than %i of %i, and whether there are more', async (limit, count, isMore) => {
    const configDir = configDirWith(...Array.from({ length: count }, () => 'pelican'), 'none');
    const { ids, result } = await search(['pelican'], configDir, { limit });
    expect(ids).toHaveLength(Math.min(limit, count));
    expect(result).toMatchObject({ isMore, conversations: ids.length });
  });

  it('ends when it is told to, and hands nothing over any more', async () => {
    const configDir = configDirWith('pelican', 'pelican', 'pelican');
    const stop = new AbortController();
    const found: unknown[] = [];
    const onHit = (hits: unknown) => {
      found.push(hits);
      stop.abort(new Error('typed on'));
    };
    const searching = searchConversations(['pelican'], { configDir }, { onHit, signal: stop.signal });
    await expect(searching).rejects.toThrow('typed on');
    expect(found).toHaveLength(1);
    const again = searchConversations(['pelican'], { configDir }, { ...anything, signal: stop.signal });
    await expect(again).rejects.toThrow('typed on');
  });

  it('fails with what whoever is handed them throws', async () => {
    const onHit = () => {
      throw new Error('no room');
    };
    const searching = searchConversations(
      ['pelican'],
      { configDir: configDirWith('pelican', 'pelican') },
      { onHit },
    );
    await expect(searching).rejects.toThrow('no room');
  });

  it('what one of them is to be copied for is not copied unasked, and taken away again', async () => {
    const configDir = configDirWith('none');
    const copied = transcript([JSON.stringify(prompt('pelican'))]);
    const disposed: string[] = [];
    const sources = [volume(copied, disposed)];
    const left = await search(['pelican'], configDir, {}, { sources });
    expect(left).toMatchObject({ ids: [], result: { notOpened: 1 } });
    const { ids, result } = await search(['pelican'], configDir, {}, { sources, inContainers: true });
    expect([ids, result.notOpened, disposed]).toEqual([[idOf(0)], 0, [copied]]);
  });

  it('one that cannot be read is named, and the others are searched', async () => {
    const sources = [volume(new UserError('The volume is gone.', 'Look again.'))];
    const configDir = configDirWith('pelican');
    const { ids, result } = await search(['pelican'], configDir, {}, { sources, inContainers: true });
    expect(ids).toEqual([idOf(0)]);
    expect(result.failed).toEqual([{ id: idOf(0), error: 'The volume is gone.' }]);
  });

  it('the same messages in another place are found once', async () => {
    const copied = transcript([JSON.stringify(prompt('a pelican', { uuid: '0' }))]);
    const request = { sources: [volume(copied)], inContainers: true };
    const { found } = await search(['pelican'], configDirWith('a pelican'), {}, request);
    expect(found.map(({ conversation }) => conversation.place.kind)).toEqual(['container']);
  });

  it('there is nothing where there are no conversations', async () => {
    expect(await search(['pelican'], join(temporaryFolder(), 'none'))).toMatchObject({
      ids: [],
      result: { conversations: 0 },
    });
  });
});

describe('parts', () => {
  it('of a transcript, wherever they are cut, have each line once', () => {
    const lines = Array.from({ length: 30 }, (_, index) =>
      JSON.stringify(prompt(`pelican ${index} ${'x'.repeat((index * 37) % 90)}`, { uuid: `${index}` })),
    );
    const path = transcript(lines);
    const length = lines.join('\n').length + 1;
    const whole = searchIn(path, ['pelican']).hits;
    expect(whole).toHaveLength(30);
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: length }), { maxLength: 6 });
    fc.assert(
      fc.property(cuts, (places) => {
        const borders = places.toSorted((a, b) => a - b);
        const found = [0, ...borders].flatMap((start, index) => {
          const end = borders[index];
          return searchIn(path, ['pelican'], { parts: [{ path, start, ...(end && { end }) }] }).hits;
        });
        expect(found).toEqual(whole);
      }),
      { numRuns: 100 },
    );
  });

  it('are shared out in order: small jobs first, a large transcript in several, a copied one alone', () => {
    const megabyte = 1024 * 1024;
    const sizes = [100, megabyte, 10, 200 * megabyte, 1, Number.MAX_SAFE_INTEGER];
    const jobs = [...planSearch(sizes, (size) => ({ size, isElsewhere: size === 10 }))].map(({ parts }) =>
      parts.map(({ index, part }) => `${index}.${part}`),
    );
    expect(jobs.slice(0, 5)).toEqual([['0.0', '1.0'], ['2.0'], ['3.0'], ['3.1'], ['3.2']]);
    expect(jobs.flat()).toHaveLength(3 + 3 + 1 + 256);
  });
});
