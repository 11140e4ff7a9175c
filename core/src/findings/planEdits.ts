import { documentSource, parseDocument } from '../devcontainer/document.ts';
import { mergeEdits } from '../devcontainer/mergeEdits.ts';
import { type CheckResult, findingsOf } from './check.ts';
import type { Finding, FixAction } from './finding.ts';

export interface Edits {
  /** The file as all edits leave it. */
  readonly source: string;
  readonly titles: readonly string[];
  readonly codes: readonly string[];
  /** Of the checks, run on the edited text. */
  readonly results: readonly CheckResult[];
}

/** An edit that touches what another changes is left for the next round; nobody needs this many rounds. */
const maxRounds = 40;

/**
 * Works the edits out in rounds: in each as many at once as do not touch, on what the round before has left.
 * @param source the file
 * @param results what the checks say of it
 * @param again runs the same checks on another text in its place
 */
export async function planEdits(
  source: string,
  results: readonly CheckResult[],
  again: (source: string) => Promise<readonly CheckResult[]>,
): Promise<Edits> {
  const tried = new Set<string>();
  const done: FindingWithEdit[] = [];
  const now = { source, results };
  for (let round = 0; round < maxRounds; round++) {
    const open = findingsOf(now.results)
      .filter(hasEdit)
      .filter((finding) => !tried.has(keyOf(finding)));
    const { bom, text } = parseDocument(now.source);
    const merged = mergeAll(text, open);
    for (const finding of merged.tried) tried.add(keyOf(finding));
    if (merged.tried.length === 0) break;
    if (merged.done.length === 0) continue;
    done.push(...merged.done);
    now.source = documentSource({ bom, text: merged.text });
    now.results = await again(now.source);
  }
  const counts = new Map<string, number>();
  for (const { action } of done) counts.set(action.title, (counts.get(action.title) ?? 0) + 1);
  const titles = [...counts].map(([title, count]) => (count === 1 ? title : `${title} (${count} times)`));
  return { ...now, titles, codes: [...new Set(done.map(({ code }) => code))] };
}

/** A finding that an edit of devcontainer.json fixes. */
export type FindingWithEdit = Finding & { readonly action: Extract<FixAction, { kind: 'edit' }> };

export const hasEdit = (finding: Finding): finding is FindingWithEdit => finding.action?.kind === 'edit';

/** Puts the edits of one round together; where that gives no valid document, only the first is tried. */
function mergeAll(text: string, open: readonly FindingWithEdit[]) {
  const isValid = (after: string) => parseDocument(after).errors.length === 0;
  const attempts = [open, open.slice(0, 1)];
  for (const some of attempts) {
    const merged = mergeEdits(
      text,
      some.map(({ action }) => action.text),
    );
    const done = some.filter((_, index) => merged.taken.includes(index));
    const idle = some.filter(({ action }) => action.text === text);
    if (isValid(merged.text)) return { text: merged.text, done, tried: [...done, ...idle] };
  }
  return { text, done: [], tried: open.slice(0, 1) };
}

const keyOf = ({ code, message, evidence }: Finding) => JSON.stringify([code, message, evidence]);
