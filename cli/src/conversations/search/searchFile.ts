import { type Query, queryOf, type SaidKind } from '@claude-sessions/core/conversations/search/Query.ts';
import { type SaidLine, saidIn } from '@claude-sessions/core/conversations/search/saidIn.ts';
import { matchIn, type Snippet, snippetOf } from '@claude-sessions/core/conversations/search/snippet.ts';
import { LineFinder } from './LineFinder.ts';
import { readPart, type TranscriptPart } from './readPart.ts';

/** A message in which all the words are. */
export interface SearchHit extends Snippet {
  readonly kind: SaidKind;
  /** Of the message. */
  readonly uuid?: string;
  /** Milliseconds since 1970. */
  readonly at?: number;
}

export interface SearchJob {
  readonly parts: readonly TranscriptPart[];
  readonly words: readonly string[];
  readonly kinds: readonly SaidKind[];
  /** Of a part; what is beyond that is not looked for. */
  readonly maxHits: number;
  /** One number: not zero when nobody waits for the answer any more. */
  readonly stopped: SharedArrayBuffer;
}

export interface SearchedPart {
  readonly hits: readonly SearchHit[];
  /** There may be more than were looked for. */
  readonly isMore: boolean;
  /** Lines that were not read, being too long. */
  readonly tooLong: number;
  /** Why it could not be read. */
  readonly error?: string;
}

/** In an honest transcript hardly any line cannot be read; it takes long to find out. */
const mostNone = 10_000;

interface Search {
  readonly query: Query;
  readonly finder: LineFinder;
}

let last: { readonly key: string; readonly search: Search } | undefined;

/** Does a job of a thread: for each part what was found in it; undefined for nothing, which most have, and which is soon told. */
export function search(job: SearchJob): (SearchedPart | undefined)[] {
  const search = searchOf(job.words);
  return job.parts.map((part) => {
    const searched = searchPart(part, job, search);
    const { hits, isMore, tooLong, error } = searched;
    return hits.length > 0 || isMore || tooLong > 0 || error !== undefined ? searched : undefined;
  });
}

/** The same for the same words, whose memory is made. */
function searchOf(words: readonly string[]): Search {
  const key = JSON.stringify(words);
  if (last?.key === key) return last.search;
  const query = queryOf(words);
  const finder = new LineFinder(query.needles.flatMap((needle) => needle ?? []));
  last = { key, search: { query, finder } };
  return last.search;
}

function searchPart(part: TranscriptPart, job: SearchJob, search: Search): SearchedPart {
  const stopped = new Int32Array(job.stopped);
  const isStopped = () => Atomics.load(stopped, 0) !== 0;
  if (isStopped()) return { hits: [], isMore: true, tooLong: 0 };
  try {
    return searchLines(part, job, search, isStopped);
  } catch (error) {
    return { hits: [], isMore: false, tooLong: 0, error: (error as Error).message };
  }
}

function searchLines(
  part: TranscriptPart,
  { kinds, maxHits }: SearchJob,
  { query, finder }: Search,
  isStopped: () => boolean,
): SearchedPart {
  const hits: SearchHit[] = [];
  const seen = new Set<string>();
  let isMore = false;
  let none = 0;
  const take = (bytes: Buffer) => {
    const said = saidIn(bytes.toString());
    if (said.isNone && ++none > mostNone) return false;
    const hit = hitIn(said, query, kinds);
    const key = hit && (hit.uuid ?? `${hit.kind} ${hit.text}`);
    if (!hit || key === undefined || seen.has(key)) return !isStopped();
    isMore = hits.length >= maxHits;
    if (!isMore) hits.push(hit);
    seen.add(key);
    return !isMore;
  };
  const tooLong = readPart(part, finder, take, isStopped);
  const error = none > mostNone ? { error: 'It has too many lines that are none of a transcript.' } : {};
  return { hits, isMore: isMore || isStopped(), tooLong, ...error };
}

function hitIn(
  { texts, uuid, at }: SaidLine,
  query: Query,
  kinds: readonly SaidKind[],
): SearchHit | undefined {
  const found = matchIn(
    texts.filter(({ kind }) => kinds.includes(kind)),
    query,
  );
  if (!found) return undefined;
  return {
    kind: found.kind,
    ...(uuid !== undefined && { uuid }),
    ...(at !== undefined && { at }),
    ...snippetOf(found.text, query),
  };
}
