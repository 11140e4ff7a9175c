import { appendFileSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newSearchMemory, searchConversations } from '../../../../cli/src/api/searchConversations.ts';
import type { SearchMemory } from '../../../../cli/src/conversations/search/SearchMemory.ts';
import type { SearchOptions } from '../../../../cli/src/conversations/search/searchTranscripts.ts';
import { answer, prompt, temporaryFolder } from './support.ts';

const idOf = (number: number) => `${number}`.padStart(8, '0').concat('-0000-4000-8000-000000000000');

class Conversations {
  readonly configDir = temporaryFolder();
  readonly #folder = join(this.configDir, 'projects/-home-me-app');

  constructor(texts: readonly string[]) {
    mkdirSync(this.#folder, { recursive: true });
    for (const [index, text] of texts.entries()) this.write(index, prompt(text));
  }

  write(index: number, line: object): void {
    writeFileSync(this.pathOf(index), `${JSON.stringify(line)}\n`);
    utimesSync(this.pathOf(index), 1e9 - index, 1e9 - index);
  }

  pathOf(index: number): string {
    return join(this.#folder, `${idOf(index)}.jsonl`);
  }

  async search(words: readonly string[], options: Partial<SearchOptions> = {}): Promise<string[]> {
    const found: string[] = [];
    const { configDir } = this;
    const onHit: SearchOptions['onHit'] = ({ conversation }) => found.push(conversation.id);
    await searchConversations(words, { configDir }, { onHit, ...options });
    return found;
  }
}

describe('somebody who types', () => {
  it('finds what is there, and what has not the first letters is not read again', async () => {
    const place = new Conversations(['pelican', 'penguin', 'albatross']);
    const memory = newSearchMemory();
    expect(await place.search(['pe'], { memory })).toEqual([0, 1].map(idOf));
    expect(await place.search(['pel'], { memory })).toEqual([idOf(0)]);
    place.write(1, prompt('pelica.'));
    utimesSync(place.pathOf(1), 1e9 - 1, 1e9 - 1);
    // It looks as it did, so it was not read.
    expect(await place.search(['pelica'], { memory })).toEqual([idOf(0)]);
    expect(await place.search(['pelica'])).toEqual([0, 1].map(idOf));
  });

  it('finds what was changed meanwhile', async () => {
    const place = new Conversations(['pelican', 'penguin']);
    const memory = newSearchMemory();
    expect(await place.search(['pel'], { memory })).toEqual([idOf(0)]);
    appendFileSync(place.pathOf(1), `${JSON.stringify(prompt('pelican'))}\n`);
    expect((await place.search(['peli'], { memory })).sort()).toEqual([0, 1].map(idOf));
    rmSync(place.pathOf(0));
    expect(await place.search(['pelic'], { memory })).toEqual([idOf(1)]);
  });

  it('may ask for something else, or for less', async () => {
    const place = new Conversations(['pelican', 'a penguin']);
    place.write(2, answer({ type: 'text', text: 'pelican' }));
    const memory = newSearchMemory();
    expect(await place.search(['pelican'], { memory, kinds: ['prompt'] })).toEqual([idOf(0)]);
    expect(await place.search(['pelican'], { memory })).toEqual([0, 2].map(idOf));
    expect(await place.search(['pel'], { memory })).toEqual([0, 2].map(idOf));
    expect(await place.search(['pen'], { memory })).toEqual([idOf(1)]);
    expect(await place.search(['a', 'pen'], { memory })).toEqual([idOf(1)]);
  });

  it('who was stopped has ruled out nothing that was not read', async () => {
    const place = new Conversations(['pelican', 'pelican']);
    const memory = newSearchMemory();
    const stop = new AbortController();
    const searching = place.search(['peli'], { memory, signal: stop.signal, onHit: () => stop.abort() });
    await expect(searching).rejects.toThrow();
    expect(await place.search(['pelic'], { memory })).toEqual([0, 1].map(idOf));
  });

  it('finds at each letter what a search without memory finds', async () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abkK \u212a\u00e9É🦩"'), maxLength: 8 });
    const typed = fc.array(letters, { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(letters, { maxLength: 6 }), typed, async (texts, lines) => {
        const place = new Conversations(texts);
        const memory: SearchMemory = newSearchMemory();
        for (const line of lines) {
          for (let length = 1; length <= line.length; length++) {
            const words = [line.slice(0, length)];
            expect(await place.search(words, { memory })).toEqual(await place.search(words));
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
