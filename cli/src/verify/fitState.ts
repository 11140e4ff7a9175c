import { knownLength } from './knownPrefix.ts';
import type { KnownTranscript, VerifiedState } from './stateSchema.ts';

/**
 * Leaves out of a state what can be found out again, until its text is short enough. First go transcripts in which nothing was
 * found: those before others that take much room for what it costs to read them again. What was the host's before a container
 * could write, and what the user accepted, cannot be found out by reading.
 * @param write gives the text of a state
 * @returns the text, and whether more was left out than what only saves time; undefined when nothing is short enough
 */
export function fitState(
  state: VerifiedState,
  maxBytes: number,
  write: (state: VerifiedState) => string,
): { readonly text: string; readonly lost: boolean } | undefined {
  const lasting = Object.fromEntries(Object.entries(state.transcripts).filter(([, { trusted }]) => trusted));
  const least = { ...state, transcripts: lasting, memory: {}, prompts: [] };
  const smaller: (() => VerifiedState)[] = [
    () => state,
    () => withoutDearest(state, maxBytes, write),
    () => ({ ...state, transcripts: lasting }),
    () => ({ ...state, transcripts: lasting, memory: {} }),
    () => least,
    () => ({ ...least, transcripts: {} }),
    () => ({ ...least, transcripts: {}, accepted: [] }),
  ];
  for (const [left, make] of smaller.entries()) {
    const text = write(make());
    if (Buffer.byteLength(text) <= maxBytes) return { text, lost: left > 2 };
  }
  return undefined;
}

function withoutDearest(
  state: VerifiedState,
  maxBytes: number,
  write: (state: VerifiedState) => string,
): VerifiedState {
  const rest = Buffer.byteLength(write({ ...state, transcripts: {} }));
  const entries = Object.entries(state.transcripts).map(([path, known]) => {
    const bytes = Buffer.byteLength(JSON.stringify([path, known]));
    return { path, known, bytes, worth: worth(known, bytes) };
  });
  const kept: [string, KnownTranscript][] = [];
  let left = maxBytes - rest;
  for (const { path, known, bytes } of entries.sort((a, b) => b.worth - a.worth)) {
    if (bytes > left && !known.trusted) break;
    left -= bytes;
    kept.push([path, known]);
  }
  return { ...state, transcripts: Object.fromEntries(kept) };
}

const worth = (known: KnownTranscript, bytes: number) =>
  known.trusted ? Number.POSITIVE_INFINITY : knownLength(known) / bytes;
