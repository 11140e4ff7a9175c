import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ownTrustKeys } from '../../../core/src/verify/judgeTexts.ts';
import { judgeTranscript } from '../../../core/src/verify/judgeTranscript.ts';
import { factsOf, fakeHost } from './support.ts';

const corpora = new URL('../../fixtures/transcripts/', import.meta.url);

/** What its user chose to have go on. */
const chosen: Readonly<Record<string, readonly string[]>> = {
  '2.1.197.jsonl': ['goal-open'],
  '2.1.329.jsonl': ['goal-open', 'permission-mode', 'scheduled-prompt'],
  '2.1.332.jsonl': ['goal-open', 'permission-mode', 'scheduled-prompt'],
};

/** Real conversations, a line of each kind, in /home/me/app, on a host that knows their prompts. */
it.each(readdirSync(corpora))(
  'of the conversation of %s what goes on by itself is named, and nothing else',
  (file) => {
    const lines = readFileSync(new URL(file, corpora), 'utf8').trimEnd().split('\n');
    const session = sessionOf(lines);
    const facts = factsOf(lines, session);
    const host = fakeHost();
    const known = new Set(facts.texts.flatMap(({ what }) => ownTrustKeys(host, what)));
    const found = judgeTranscript(
      { path: `${session}.jsonl`, session, unfinished: false },
      facts,
      known,
      host,
    );
    const alarms = found.filter(({ severity }) => severity !== 'information');
    expect(alarms.map(({ code }) => code)).toEqual(chosen[file]);
    expect(alarms.every(({ severity }) => severity === 'warning')).toBe(true);
  },
);

function sessionOf(lines: readonly string[]): string {
  for (const line of lines) {
    const { sessionId } = JSON.parse(line) as { sessionId?: unknown };
    if (typeof sessionId === 'string') return sessionId;
  }
  throw new Error('No line names its session.');
}
