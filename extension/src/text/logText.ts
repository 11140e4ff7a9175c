import { escapeHidden } from '@claude-sessions/core/hiddenCharacters.ts';
import { hideSecrets } from '../../../cli/src/host/hideSecrets.ts';

/** Longer ones tell no more, and a container may send any length. */
const longest = 20_000;

/** A value as it goes into the log: errors with their stack, hidden characters as codes, the environment's secrets as names. */
export function logText(value: unknown): string {
  const text = textOf(value).slice(0, longest);
  return hideSecrets(text).split(/\r?\n/).map(escapeLine).join('\n');
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!(value instanceof Error)) return JSON.stringify(value) ?? String(value);
  const cause = value.cause === undefined ? '' : `\nCaused by: ${textOf(value.cause)}`;
  return `${value.stack ?? value.message}${cause}`;
}

/** Tabs stay: stacks and the language server's lines are set with them. */
function escapeLine(line: string): string {
  return line.split('\t').map(escapeHidden).join('\t');
}
