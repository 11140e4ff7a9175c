import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saidKinds } from '@claude-sessions/core/conversations/search/Query.ts';
import { onTestFinished } from 'vitest';
import {
  type SearchedPart,
  type SearchJob,
  search,
} from '../../../../cli/src/conversations/search/searchFile.ts';

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'claude-sessions-search-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function transcript(lines: readonly string[], end = '\n'): string {
  const path = join(temporaryFolder(), 'transcript.jsonl');
  writeFileSync(path, lines.join('\n') + end);
  return path;
}

export const prompt = (text: string, more: object = {}) => ({
  type: 'user',
  message: { role: 'user', content: text },
  ...more,
});

export const answer = (...content: object[]) => ({
  type: 'assistant',
  message: { role: 'assistant', content },
});

export function searchIn(path: string, words: readonly string[], job: Partial<SearchJob> = {}): SearchedPart {
  const stopped = new SharedArrayBuffer(4);
  const parts = [{ path, start: 0 }];
  const [searched] = search({ parts, words, kinds: saidKinds, maxHits: 1000, stopped, ...job });
  return searched ?? { hits: [], isMore: false, tooLong: 0 };
}
