import { DocumentEdit } from '../devcontainer/DocumentEdit.ts';
import { documentSource, documentValue, parseDocument } from '../devcontainer/document.ts';
import { ourFeature } from '../features.ts';
import { toObject } from '../toObject.ts';

/** The name of the lock file beside a devcontainer.json (@devcontainers/cli, `getLockfilePath`). @param configName of that file */
export function lockFileName(configName: string): string {
  return configName.startsWith('.') ? '.devcontainer-lock.json' : 'devcontainer-lock.json';
}

interface LockInput {
  /** The text of the lock file, as the tools wrote it at the last build. */
  readonly lock: string;
  /** References of the Features that our commands wrote and that are taken out now. */
  readonly takenOut: readonly string[];
  /** References of the Features that stay. */
  readonly stay: readonly string[];
  readonly collections: readonly string[];
  /** The lock file before the first command, null when there was none; undefined when that is not known. */
  readonly before: string | null | undefined;
}

/**
 * A lock file without the entries of Features that are taken out, ours of before too.
 * @returns the text, as it was before the first command where it says the same; null when nothing is left in a file that
 *   the tools made; the text as it is when it cannot be read
 */
export function lockWithoutOurs({ lock, takenOut, stay, collections, before }: LockInput): string | null {
  const document = parseDocument(lock);
  if (document.errors.length > 0) return lock;
  const goes = (reference: string) =>
    !stay.includes(reference) &&
    (takenOut.includes(reference) || ourFeature(reference, collections) !== undefined);
  const edit = new DocumentEdit(document);
  const gone = Object.keys(toObject(toObject(edit.value()).features)).filter(goes);
  if (gone.length === 0) return lock;
  for (const reference of gone) edit.removeOnly(['features', reference]);
  const left = edit.value();
  if (typeof before === 'string' && same(left, documentValue(parseDocument(before)))) return before;
  const isEmpty = same(left, { features: {} });
  return isEmpty && typeof before !== 'string' ? null : documentSource({ ...document, text: edit.text });
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
