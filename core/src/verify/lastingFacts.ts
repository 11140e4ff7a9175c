import { joinFacts } from './joinFacts.ts';
import type { TranscriptFacts } from './transcriptFacts.ts';

/**
 * What is judged by the lines alone, or by what the user accepted: once it was found harmless it stays so. Any other kind of fact,
 * one that is new here too, may depend on what lies on this host, and is judged again in each run.
 */
const settledKinds = ['notJson', 'broken', 'longLines', 'sessions', 'texts'] as const;

/** Of facts that were judged, those that must be judged again: what acts may come to lie on this host later. */
export function lastingFacts(facts: TranscriptFacts): TranscriptFacts {
  return { ...facts, ...Object.fromEntries(settledKinds.map((kind) => [kind, []])) };
}

/** Lines of which nothing is known but how many there are. */
export function noFacts(lines: number): TranscriptFacts {
  return { ...joinFacts([]), lines };
}
