import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixtures } from './fixtures.ts';

/** The versions of Claude Code of which lines are kept. */
export const recordedVersions = readdirSync(fixtures).map((name) => name.replace(/\.jsonl$/, ''));

/**
 * Lines that a version wrote, by their conversations. The mock of the API names no requests, as the API does: an answer's request is
 * named after the answer here.
 */
export function recordedLines(version: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const text of readFileSync(join(fixtures, `${version}.jsonl`), 'utf8').split('\n')) {
    if (text === '') continue;
    const line = JSON.parse(text);
    if (typeof line.sessionId !== 'string') continue;
    const id = line.type === 'assistant' ? line.message?.id : undefined;
    const own = found.get(line.sessionId) ?? [];
    own.push(id === undefined ? text : JSON.stringify({ ...line, requestId: `req_${id}` }));
    found.set(line.sessionId, own);
  }
  return found;
}
