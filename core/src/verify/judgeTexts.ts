import type { PromptText } from './lineFact.ts';
import { type KnownPaths, promptLines } from './promptLines.ts';
import type { Occurring } from './transcriptFacts.ts';
import { type VerifyFinding, verifyFinding } from './verifyFinding.ts';

/** The lines of prompts, and whole parts, that are known to be Claude Code's own: their hashes. */
export interface TrustedPrompts {
  readonly size: number;
  has(hash: string): boolean;
}

export interface TextHost {
  /** SHA-256 of a text, in hexadecimal. */
  hash(text: string): string;
  /** The paths that differ honestly, of host and container, each exactly. */
  readonly knownPaths: KnownPaths;
}

/** Lines shown of one finding, and how much of each. */
const shownLines = 12;
const shownLength = 300;

type Kind = PromptText['kind'];

/**
 * The key under which a line is trusted, or a whole part: as what it was recorded. A reminder of any words is honest, and
 * none of them are trusted in a prompt.
 */
const trustKey = (host: TextHost, kind: Kind, what: 'line' | 'whole', text: string): string =>
  host.hash(`${kind} ${what}\n${text}`).slice(0, 24);

/** The key of how the lines stand together. Which paths they name is judged line by line. */
const wholeKey = (host: TextHost, { kind, text }: PromptText): string =>
  trustKey(host, kind, 'whole', promptLines(text, undefined).join('\n'));

const lineKeys = (host: TextHost, kind: Kind, lines: readonly string[]): string[] =>
  lines.map((line) => trustKey(host, kind, 'line', line));

/** All keys of a text as it stands: each line of it, and the lines together. */
export function trustKeys(host: TextHost, text: PromptText): string[] {
  const lines = promptLines(text.text, host.knownPaths);
  return [...lineKeys(host, text.kind, lines), wholeKey(host, text)];
}

/** All keys of a text that this host itself recorded: whatever paths it names, others may stand there. */
export function ownTrustKeys(host: TextHost, text: PromptText): string[] {
  return [
    ...new Set([...trustKeys(host, text), ...lineKeys(host, text.kind, promptLines(text.text, undefined))]),
  ];
}

/** For `--accept`: lines of recorded prompts, and their keys. */
interface AcceptablePrompts {
  readonly lines: readonly string[];
  readonly keys: readonly string[];
}

/** Those of a transcript's prompts that the user is asked about: none of agents, no reminders, none known by line. */
export function acceptablePrompts(
  path: string,
  texts: readonly Occurring<PromptText>[],
  trusted: TrustedPrompts,
  host: TextHost,
): AcceptablePrompts {
  if (isOfAgent(path)) return { lines: [], keys: [] };
  const odd = texts
    .filter(({ what }) => what.kind === 'prompt')
    .map((each) => judgeText(each, trusted, host))
    .filter(({ unknown }) => unknown.length > 0);
  return {
    lines: [...new Set(odd.flatMap(({ unknown }) => unknown))],
    keys: odd.flatMap(({ what, unknown }) => [...lineKeys(host, what.kind, unknown), wholeKey(host, what)]),
  };
}

/** Compares the prompts and reminders of one transcript with what is trusted. */
export function judgeTexts(
  path: string,
  texts: readonly Occurring<PromptText>[],
  trusted: TrustedPrompts,
  host: TextHost,
): VerifyFinding[] {
  const judged = texts.map((each) => judgeText(each, trusted, host));
  const prompts = judgePrompts(
    path,
    judged.filter(({ what }) => what.kind === 'prompt'),
  );
  const reminders = judged.filter(({ what, unknown }) => what.kind === 'reminder' && unknown.length > 0);
  return [...(isOfAgent(path) ? prompts.map(milder) : prompts), ...systemTexts(path, reminders)];
}

/** An agent's conversation is not sent when that of its session is resumed; its prompt may be the project's own. */
const isOfAgent = (path: string) => path.includes('/');

const milder = (finding: VerifyFinding): VerifyFinding => ({ ...finding, severity: 'information' });

interface Judged extends Occurring<PromptText> {
  readonly lines: number;
  readonly unknown: readonly string[];
  /** Every line is known, and they stand as they stood. */
  readonly whole: boolean;
}

function judgeText(each: Occurring<PromptText>, trusted: TrustedPrompts, host: TextHost): Judged {
  const { kind, text } = each.what;
  const lines = promptLines(text, host.knownPaths);
  const unknown = lines.filter((line) => !trusted.has(trustKey(host, kind, 'line', line)));
  const whole = unknown.length === 0 && (lines.length === 0 || trusted.has(wholeKey(host, each.what)));
  return { ...each, lines: lines.length, unknown, whole };
}

function judgePrompts(path: string, parts: readonly Judged[]): VerifyFinding[] {
  const odd = parts.filter(({ whole }) => !whole);
  const [first] = odd;
  if (!first) return [];
  const unknown = [...new Set(odd.flatMap((part) => part.unknown))];
  const lines = parts.reduce((sum, part) => sum + part.lines, 0);
  const at = { path, line: Math.min(...odd.map(({ line }) => line)), count: odd.length };
  if (unknown.length === 0) {
    const message = 'A recorded system prompt is put together otherwise than this host has seen it.';
    return [verifyFinding('prompt-rearranged', { ...at, message, identity: odd.map(textOf).join('\n') })];
  }
  const mostKnown = unknown.length * 2 <= lines;
  const message = mostKnown
    ? `A recorded system prompt has ${unknown.length} of ${lines} lines that Claude Code on this host never recorded.`
    : `A recorded system prompt of ${lines} lines: this host has nothing to compare it with.`;
  const code = mostKnown ? 'prompt-changed' : 'prompt-unknown';
  return [verifyFinding(code, { ...at, message, evidence: shown(unknown), identity: unknown.join('\n') })];
}

/** Which words are honest there nobody can say: hooks, skills, agents, memory and the way of running differ. */
function systemTexts(path: string, texts: readonly Judged[]): VerifyFinding[] {
  const [first] = texts;
  if (!first) return [];
  const types = [...new Set(texts.map(({ what }) => what.type || 'without a type'))].sort();
  const message = `${texts.length} texts in the system's name that this host has not recorded: ${types.slice(0, 8).join(', ')}.`;
  const evidence = shown([...new Set(texts.flatMap(({ unknown }) => unknown))]);
  return [verifyFinding('system-texts', { path, line: first.line, count: texts.length, message, evidence })];
}

const textOf = ({ what }: Judged) => what.text;

function shown(lines: readonly string[]): string[] {
  const cut = lines
    .slice(0, shownLines)
    .map((line) => (line.length > shownLength ? `${line.slice(0, shownLength)}…` : line));
  return lines.length > shownLines ? [...cut, `… and ${lines.length - shownLines} more`] : cut;
}
