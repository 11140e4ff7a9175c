import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonRecord } from '../../../core/src/verify/jsonRecord.ts';
import { historyOf, wordsOf } from './honestLines.ts';
import { actingIn, hostSession, rebuild } from './support.ts';

const corpora = new URL('../../fixtures/transcripts/', import.meta.url);

/** Real conversations of one version, by their sessions: in `/workspaces/app` and in `/home/me/app`. */
function conversations(file: string): [string, string[]][] {
  const found = new Map<string, string[]>();
  let session = '';
  for (const text of readFileSync(new URL(file, corpora), 'utf8').trimEnd().split('\n')) {
    session = (JSON.parse(text) as { sessionId?: string }).sessionId ?? session;
    found.set(session, [...(found.get(session) ?? []), text]);
  }
  return [...found];
}

/** Of the client's own, and what it does not take over: nothing of these is said by the user or the model. */
const left: ReadonlySet<string> = new Set(['own', 'acts']);

describe.each(readdirSync(corpora))('of the conversations of %s', (file) => {
  const rebuilt = conversations(file).map(([mirrorSession, texts]) => {
    const { lines, notTaken } = rebuild(texts, { mirrorSession, leadsOut: () => false });
    const after = [...lines.values()]
      .flatMap((text) => text.split('\n'))
      .map((text) => JSON.parse(text) as JsonRecord);
    return { before: texts.map((text) => JSON.parse(text) as JsonRecord), after, lines, notTaken };
  });

  it('every word of the user, the model and the tools is kept', () => {
    for (const { before, after } of rebuilt)
      expect(wordsOf(after)).toEqual(expect.arrayContaining(wordsOf(before)));
  });

  it('no line of the user, the model or a title is left out, and nothing is called unknown', () => {
    for (const { notTaken } of rebuilt) {
      expect(notTaken.filter(({ why }) => !left.has(why))).toEqual([]);
      expect(notTaken.map(({ name }) => name)).not.toEqual(
        expect.arrayContaining(['user', 'assistant', 'custom-title']),
      );
    }
  });

  it('every history goes through the same kept lines', () => {
    for (const { before, after } of rebuilt) {
      const kept = new Set(after.map(({ uuid }) => uuid).filter(Boolean));
      for (const id of kept)
        expect(historyOf(String(id), after, kept)).toEqual(historyOf(String(id), before, kept));
    }
  });

  it('all is of the host, and nothing acts', () => {
    for (const { after, lines } of rebuilt) {
      for (const { sessionId, cwd } of after) {
        expect([hostSession, undefined]).toContain(sessionId);
        expect(['/home/me/app', undefined]).toContain(cwd);
      }
      expect(actingIn(lines.values())).toEqual([]);
    }
  });

  it('a second time, the same comes out', () => {
    for (const [mirrorSession, texts] of conversations(file)) {
      const options = { mirrorSession, leadsOut: () => false };
      expect(rebuild(texts, options)).toEqual(rebuild(texts, options));
    }
  });
});
