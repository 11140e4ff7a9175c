import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { alarmsOf } from './support.ts';

const corpora = new URL('../../fixtures/transcripts/', import.meta.url);

/** Real conversations, a line of each kind, in /home/me/app and /workspaces/app, on a host that knows their prompts. */
it.each(readdirSync(corpora))('the conversations of %s raise no alarm', (file) => {
  const transcripts = bySession(readFileSync(new URL(file, corpora), 'utf8').trimEnd().split('\n'));
  const alarms = [...transcripts].flatMap(([id, lines]) => alarmsOf(`${id}.jsonl`, id, lines));
  expect(alarms.map(({ code, message, evidence }) => [code, message, evidence])).toEqual([]);
});

/** Lines that name no session are of the conversation that the lines before are of. */
function bySession(lines: readonly string[]): Map<string, string[]> {
  const transcripts = new Map<string, string[]>();
  let session = '';
  for (const line of lines) {
    session = (JSON.parse(line) as { sessionId?: string }).sessionId ?? session;
    transcripts.set(session, [...(transcripts.get(session) ?? []), line]);
  }
  return transcripts;
}
