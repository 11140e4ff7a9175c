import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ownTrustKeys } from '../../../core/src/verify/judgeTexts.ts';
import { judgeTranscript } from '../../../core/src/verify/judgeTranscript.ts';
import { factsOf, fakeHost } from './support.ts';

const corpora = new URL('../../fixtures/transcripts/', import.meta.url);

/** Real conversations, a line of each kind, in /home/me/app and /workspaces/app, on a host that knows their prompts. */
it.each(readdirSync(corpora))('the conversations of %s raise no alarm', (file) => {
  const host = fakeHost();
  const transcripts = bySession(readFileSync(new URL(file, corpora), 'utf8').trimEnd().split('\n'));
  const found = [...transcripts].flatMap(([session, lines]) => {
    const facts = factsOf(lines, session);
    const known = new Set(facts.texts.flatMap(({ what }) => ownTrustKeys(host, what)));
    return judgeTranscript({ path: `${session}.jsonl`, session, unfinished: false }, facts, known, host);
  });
  const alarms = found.filter(({ severity }) => severity !== 'information');
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
