import { readsAgain } from './fileCalls.ts';
import { judgeRead, type ReadHost, type ReadJudgement } from './judgeRead.ts';
import type { FileCall } from './lineFact.ts';
import { some, together } from './occurrences.ts';
import type { Occurring, TranscriptFacts } from './transcriptFacts.ts';
import { type VerifyFinding, verifyFinding } from './verifyFinding.ts';

/** Plans and the like that a conversation may name: their names cannot be listed by a container, but guessed. */
const maxOwn = 50;

/**
 * Files outside the project that calls of tools name. Severity goes by what would be sent: an honest container names system files
 * that are here as well, and nothing of a home.
 */
export function judgeCalls(path: string, facts: TranscriptFacts, host: ReadHost): VerifyFinding[] {
  const judged = new Map<string, ReadJudgement>();
  const written = writtenTexts(facts);
  const judge = (file: string) => {
    const texts = written.get(file);
    // What would be sent stands in the transcript already.
    const known = judged.get(file) ?? (texts && host.isText(file, texts) ? 'nothing' : judgeRead(file, host));
    judged.set(file, known);
    return known;
  };
  const results = new Set(facts.results.map(({ what }) => what));
  const calls = facts.calls.filter(({ what }) => what.failed === undefined || results.has(what.failed));
  const those = (isKnown: boolean, ...judgements: ReadJudgement[]) =>
    calls.filter(({ what }) => readsAgain(what.tool) === isKnown && judgements.includes(judge(what.path)));
  const own = those(true, 'own');
  const guessed = own.length > maxOwn;
  return [
    ...readAgain(path, [...those(true, 'private'), ...(guessed ? own : [])], 'error'),
    ...readAgain(path, [...those(true, 'anyone'), ...(guessed ? [] : own)], 'information'),
    ...unknownTools(path, those(false, 'private'), 'warning'),
    ...unknownTools(path, those(false, 'anyone', 'own'), 'information'),
  ];
}

/** Hashes of the texts that calls wrote, by file. */
function writtenTexts({ calls }: TranscriptFacts): ReadonlyMap<string, ReadonlySet<string>> {
  const texts = new Map<string, Set<string>>();
  for (const { what } of calls) {
    if (what.text === undefined) continue;
    const known = texts.get(what.path) ?? new Set<string>();
    texts.set(what.path, known.add(what.text));
  }
  return texts;
}

const words = (calls: readonly Occurring<FileCall>[]): Occurring<string>[] =>
  calls.map(({ what, ...rest }) => ({ ...rest, what: `${what.tool} ${what.path}` }));

function readAgain(
  path: string,
  calls: readonly Occurring<FileCall>[],
  severity: 'error' | 'information',
): VerifyFinding[] {
  if (calls.length === 0) return [];
  const files = new Set(calls.map(({ what }) => what.path)).size;
  const which = files === 1 ? 'a file' : `${files} files`;
  const message =
    severity === 'error'
      ? `Claude Code on this host would read ${which} outside the project again and send what is in it.`
      : `Claude Code on this host would read ${which} outside the project again: nothing private.`;
  const evidence = some(words(calls));
  return [verifyFinding('file-read-again', { path, ...together(words(calls)), severity, message, evidence })];
}

function unknownTools(
  path: string,
  calls: readonly Occurring<FileCall>[],
  severity: 'warning' | 'information',
): VerifyFinding[] {
  if (calls.length === 0) return [];
  const tools = [...new Set(calls.map(({ what }) => what.tool))].slice(0, 3).join(', ');
  const message = `Calls of a tool that is not known to be harmless name files of this host: ${tools}.`;
  const evidence = some(words(calls));
  return [verifyFinding('unknown-name', { path, ...together(words(calls)), severity, message, evidence })];
}
