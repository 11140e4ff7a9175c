import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { FoundConversation } from '../../../../cli/src/conversations/findConversations.ts';
import {
  showConversation,
  streamConversation,
} from '../../../../cli/src/conversations/show/showConversation.ts';
import { newFolder } from '../../../harness/place/newFolder.ts';
import { TranscriptText } from '../../../harness/project/TranscriptText.ts';

const folder = newFolder();
let events: string[] = [];

beforeEach(() => {
  events = [];
});

/** As one that lies in a container: opened by a copy, which goes afterwards. */
function found(text: string, more: Partial<FoundConversation> = {}): FoundConversation {
  const original = join(folder, `${Math.random()}`);
  writeFileSync(original, text);
  return {
    ...{
      id: 'ID',
      slug: '',
      size: text.length,
      changedAt: 0,
      inode: '1',
      isRemnant: false,
      isHeadless: false,
    },
    ...{ isSidechain: false, isWaiting: false, isEmpty: false, firstPrompt: 'first', cwd: '/work' },
    place: { kind: 'container', volume: 'v', running: true },
    open: async () => {
      events.push('open');
      const path = `${original}.copy`;
      copyFileSync(original, path);
      const dispose = async () => {
        events.push('dispose');
        rmSync(path);
      };
      return { path, dispose };
    },
    ...more,
  };
}

function turns(count: number): TranscriptText {
  const t = new TranscriptText();
  let last: string | null = null;
  for (let turn = 0; turn < count; turn++) last = t.user(`prompt ${turn} ${'x'.repeat(100)}`, last);
  return t;
}

describe('a conversation as one text', () => {
  for (const format of ['text', 'markdown', 'html', 'json'] as const) {
    it(`has its end, within a bound, as ${format}`, async () => {
      const text = await showConversation(found(turns(100).text()), { format }, 10_000);
      expect(text.length).toBeLessThan(12_000);
      expect(text).toContain('prompt 99');
      expect(text).not.toContain('prompt 10 ');
      if (format === 'json') expect(JSON.parse(text).items[0]).toEqual({ kind: 'gap', why: 'not-read' });
      else expect(text).toContain('Earlier messages were left out');
      const whole = await showConversation(found(turns(100).text()), { format });
      expect(whole).toContain('prompt 0 ');
      expect(whole).not.toContain('left out');
    });
  }

  it('comes from a copy that goes when it was read, or is not read on', async () => {
    await showConversation(found(turns(3).text()), { format: 'text' });
    expect(events).toEqual(['open', 'dispose']);
    for await (const { part } of streamConversation(found(turns(3).text()), { format: 'text' })) {
      if (part === 'item') break;
    }
    expect(events).toEqual(['open', 'dispose', 'open', 'dispose']);
  });

  it('cannot be had of what has no transcript, and nothing is opened', async () => {
    const remnant = found('', { isRemnant: true });
    await expect(showConversation(remnant, { format: 'text' })).rejects.toThrow('no transcript is left');
    expect(events).toEqual([]);
  });

  it('names forks that cannot be read at its end', async () => {
    const gone = found('', {
      id: 'FORK',
      forkedFrom: { id: 'ID' },
      customTitle: 'a fork',
      open: async () => {
        throw new Error('gone');
      },
    });
    const text = await showConversation(found(turns(2).text()), { format: 'text', others: [gone] });
    expect(text).toMatch(/prompt 1 x+\n\n⑂ conversation FORK was forked here: a fork\n$/);
  });
});
