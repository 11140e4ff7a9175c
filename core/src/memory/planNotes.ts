import { hiddenInText } from './hiddenInText.ts';
import { indexName, newIndexLines, withIndexLines } from './mergeIndex.ts';
import { nameKey } from './noteNames.ts';

/** What was decided before: hashes of the container's texts by their paths, and of the lines of its index. */
export interface DecidedNotes {
  readonly taken: Readonly<Record<string, string>>;
  readonly declined: Readonly<Record<string, string>>;
  readonly lines: readonly string[];
}

/** A note of the container's that the host does not have like that. */
export interface OfferedNote {
  readonly path: string;
  /** The host's file as it is, null where there is none, and as it would be. */
  readonly before: string | null;
  readonly after: string;
  /** Of the container's text. */
  readonly hash: string;
  /** Of the index: the lines that would be added. */
  readonly lines?: readonly string[];
  /** Codes of hidden characters in what would be added. */
  readonly hidden: readonly string[];
  /** The host's file has words that did not come from this container, and they would go. */
  readonly replaces: boolean;
}

export interface NotesPlan {
  readonly offers: readonly OfferedNote[];
  readonly leftOut: readonly { readonly path: string; readonly why: string }[];
}

interface Notes {
  /** The container's, by paths of which `whyNoNote` says nothing. */
  readonly own: ReadonlyMap<string, string>;
  /** The host's. */
  readonly host: ReadonlyMap<string, string>;
  readonly decided: DecidedNotes;
  /** Offers again what was declined. */
  readonly all: boolean;
  readonly hash: (text: string) => string;
}

/** Works out what of a container's memory is new to the host's. The index comes last, and is added to; any other file is taken whole. */
export function planNotes({ own, host, decided, all, hash }: Notes): NotesPlan {
  const offers: OfferedNote[] = [];
  const leftOut: { path: string; why: string }[] = [];
  const keys = [...own.keys(), ...host.keys()].map((path) => [nameKey(path), path] as const);
  for (const [path, text] of [...own].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const twin = keys.find(([key, each]) => key === nameKey(path) && each !== path)?.[1];
    if (twin !== undefined) {
      leftOut.push({ path, why: `only the case of its letters tells it from ${twin}` });
      continue;
    }
    if (path === indexName) continue;
    const before = host.get(path) ?? null;
    const sum = hash(text);
    const isDecided = decided.taken[path] === sum || (!all && decided.declined[path] === sum);
    if (before === text || isDecided) continue;
    const replaces = before !== null && hash(before) !== decided.taken[path];
    offers.push({ path, before, after: text, hash: sum, hidden: hiddenInText(text), replaces });
  }
  const index = own.get(indexName);
  if (index === undefined || leftOut.some(({ path }) => path === indexName)) return { offers, leftOut };
  const offered = new Set([...host.keys(), ...offers.map(({ path }) => path)]);
  const offer = indexOffer(index, { own, host, decided, all, hash }, (path) => offered.has(path));
  return { offers: offer ? [...offers, offer] : offers, leftOut };
}

/**
 * The part of the offer of an index that is left when not all files are taken.
 * @param taken paths of notes that were
 */
export function narrowedIndex(
  offer: OfferedNote,
  host: ReadonlyMap<string, string>,
  taken: ReadonlySet<string>,
): OfferedNote | undefined {
  const exists = (path: string) => host.has(path) || taken.has(path);
  const lines = newIndexLines((offer.lines ?? []).join('\n'), '', () => false, exists);
  if (lines.length === 0) return undefined;
  return { ...offer, lines, after: withIndexLines(offer.before ?? '', lines) };
}

function indexOffer(
  index: string,
  { host, decided, all, hash }: Notes,
  exists: (path: string) => boolean,
): OfferedNote | undefined {
  const before = host.get(indexName) ?? null;
  const known = new Set(all ? [] : decided.lines);
  const lines = newIndexLines(index, before ?? '', (line) => known.has(hash(line)), exists);
  if (lines.length === 0) return undefined;
  const after = withIndexLines(before ?? '', lines);
  const hidden = hiddenInText(lines.join('\n'));
  return { path: indexName, before, after, hash: hash(index), lines, hidden, replaces: false };
}
