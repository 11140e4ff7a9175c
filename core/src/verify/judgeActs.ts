import type { LatestValue } from './lineFact.ts';
import { some, together } from './occurrences.ts';
import type { Occurring, TranscriptFacts } from './transcriptFacts.ts';
import { type VerifyFinding, verifyFinding } from './verifyFinding.ts';

export interface ActsHost {
  /** The `defaultMode` of the settings on this host, when they say one. */
  readonly defaultMode: string | undefined;
}

/** What runs by itself, what is allowed, and what stops the client. */
export function judgeActs(path: string, facts: TranscriptFacts, host: ActsHost): VerifyFinding[] {
  return [
    ...deferredCalls(path, facts),
    ...goals(path, facts),
    ...facts.latest.flatMap((each) => mode(path, each, host)),
    ...stops(path, facts),
  ];
}

function deferredCalls(path: string, { deferred }: TranscriptFacts): VerifyFinding[] {
  if (deferred.length === 0) return [];
  const message = 'A call of a tool would run before the model is asked.';
  return [verifyFinding('deferred-call', { path, ...together(deferred), message, evidence: some(deferred) })];
}

function goals(path: string, { goals }: TranscriptFacts): VerifyFinding[] {
  const those = (atRest: boolean) =>
    goals
      .filter(({ what }) => what.rest === atRest)
      .map(({ what, ...rest }) => ({ ...rest, what: what.condition }));
  const open = those(false);
  if (open.length > 0) {
    const message = 'Claude Code on this host would go on working by itself until a condition holds.';
    return [verifyFinding('goal-open', { path, ...together(open), message, evidence: some(open) })];
  }
  const ended = those(true);
  if (ended.length === 0) return [];
  const message = 'Goals that were met or given up later.';
  const parts = { path, ...together(ended), message, evidence: some(ended) };
  return [verifyFinding('goal-open', { ...parts, severity: 'information' })];
}

/**
 * What the terminal takes over (measured with 2.1.329; `-p` takes over none), shown in its status line. Most modes are notes, since
 * an honest container works in them all day and they allow no more on this host than changes of the project's files, which the
 * container can make itself; in `auto` commands run on this host that nobody was asked about. Where the settings name no `defaultMode`, Claude Code itself
 * begins in `auto` (measured with 2.1.197 and 2.1.329): then that is no other mode than any conversation of this host has.
 */
const modes: ReadonlyMap<string, 'warning' | 'information'> = new Map([
  ['auto', 'warning'],
  ['acceptEdits', 'information'],
  ['dontAsk', 'information'],
  ['plan', 'information'],
]);

function mode(
  path: string,
  { what: { name, value }, line }: Occurring<LatestValue>,
  { defaultMode = 'auto' }: ActsHost,
): VerifyFinding[] {
  if (name.startsWith('permission-mode')) {
    const severity = value === defaultMode ? modes.get(value) && 'information' : modes.get(value);
    const message = `The terminal would go on in permission mode \`${value}\`.`;
    return severity
      ? [verifyFinding('permission-mode', { path, line, message, severity, identity: value })]
      : [];
  }
  if (!name.startsWith('mode') || value !== 'coordinator') return [];
  const message = 'The conversation would go on in mode `coordinator`, with other tools.';
  return [verifyFinding('other-mode', { path, line, message, identity: value })];
}

function stops(path: string, { stops }: TranscriptFacts): VerifyFinding[] {
  if (stops.length === 0) return [];
  const evidence = some(stops);
  const message = `Claude Code may refuse to go on with this conversation: ${evidence.slice(0, 3).join(', ')}.`;
  return [verifyFinding('client-stops', { path, ...together(stops), message, evidence })];
}
