import { isRecord, type JsonRecord } from '../verify/jsonRecord.ts';
import type { Hash } from './checkpoints.ts';

const wholeTexts = ['originalFile', 'content', 'original_file', 'updated_file'] as const;

const maxFiles = 2000;
/** Of one file; the last ones are undone. */
const maxEdits = 200;

/**
 * What files held, as far as a conversation says it: whole, in the results of tools, or by the edits that lead to what a file holds
 * now. Longer files are not whole in it.
 */
export class SaidTexts {
  readonly #hash: Hash;
  readonly #said = new Set<string>();
  readonly #edits = new Map<string, JsonRecord[]>();

  constructor(hash: Hash) {
    this.#hash = hash;
  }

  /** @param hash of a text */
  has(hash: string): boolean {
    return this.#said.has(hash);
  }

  take({ toolUseResult: result }: JsonRecord): void {
    if (!isRecord(result)) return;
    for (const name of wholeTexts) this.#add(result[name]);
    this.#add(replaced(result.originalFile, result.oldString, result.newString, result.replaceAll === true));
    const { filePath } = result;
    if (typeof filePath !== 'string' || !Array.isArray(result.structuredPatch)) return;
    const edits = this.#edits.get(filePath) ?? [];
    if (edits.length === 0 && this.#edits.size >= maxFiles) return;
    this.#edits.set(filePath, [...edits.slice(-maxEdits + 1), result]);
  }

  /** @param now what the file holds, which whoever gets its backups can read */
  undo(path: string, now: string): void {
    let text: string | undefined = now;
    this.#add(text);
    for (const edit of (this.#edits.get(path) ?? []).toReversed()) {
      const after: string = typeof edit.content === 'string' ? edit.content : text;
      text = unpatched(after, edit.structuredPatch) ?? replacedBack(after, edit);
      if (text === undefined) return;
      this.#add(text);
    }
  }

  #add(text: unknown): void {
    if (typeof text === 'string') this.#said.add(this.#hash(text));
  }
}

function replaced(text: unknown, from: unknown, to: unknown, all: boolean): string | undefined {
  if (typeof text !== 'string' || typeof from !== 'string' || typeof to !== 'string') return undefined;
  return all ? text.replaceAll(from, () => to) : text.replace(from, () => to);
}

/** Where it is sure what was replaced. */
function replacedBack(text: string, { oldString, newString }: JsonRecord): string | undefined {
  if (typeof newString !== 'string' || newString === '' || text.split(newString).length !== 2)
    return undefined;
  return replaced(text, newString, oldString, false);
}

/** A text before a patch, of which each hunk has to be where it says. */
function unpatched(text: string, patch: unknown): string | undefined {
  if (!Array.isArray(patch) || patch.length === 0) return undefined;
  const lines = text.split('\n');
  for (const hunk of patch.toReversed()) {
    if (!isRecord(hunk) || !Array.isArray(hunk.lines)) return undefined;
    const side = (but: string) =>
      (hunk.lines as unknown[])
        .filter((line): line is string => typeof line === 'string' && line[0] !== but && line[0] !== '\\')
        .map((line) => line.slice(1));
    const at = Number(hunk.newStart) - 1;
    const after = side('-');
    if (!after.every((line, index) => lines[at + index] === line)) return undefined;
    lines.splice(at, after.length, ...side('+'));
  }
  return lines.join('\n');
}
