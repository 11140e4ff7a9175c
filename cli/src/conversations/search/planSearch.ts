/** A transcript to be searched. */
export interface Searchable {
  readonly size: number;
  /** It has to be copied first: then it is searched whole, alone. */
  readonly isElsewhere: boolean;
}

/** Parts of transcripts that one thread searches at once, by their places among the others. */
export interface PlannedJob {
  readonly parts: readonly PlannedPart[];
}

export interface PlannedPart {
  readonly index: number;
  /** Which of the transcript's parts. */
  readonly part: number;
  readonly start: number;
  /** As far as the transcript is there, if absent. */
  readonly end?: number;
}

/** What is larger is searched in parts of this length, by several threads. */
const partLength = 64 * 1024 * 1024;

/** What is larger than so many parts is searched by nobody: no transcript is. */
const mostOfOne = 256;
export const maxTranscript = mostOfOne * partLength;

/** Of a job; small at first, so that the newest are answered at once. */
const leastBytes = 1024 * 1024;
const mostBytes = 32 * 1024 * 1024;
const mostParts = 256;

/** How many parts a transcript is searched in. */
export function partsOf({ size, isElsewhere }: Searchable): number {
  return isElsewhere ? 1 : Math.min(mostOfOne, Math.max(1, Math.floor(size / partLength)));
}

/** Shares transcripts out, in their order. */
export function* planSearch<T>(
  transcripts: readonly T[],
  searchable: (transcript: T) => Searchable,
): Generator<PlannedJob> {
  let parts: PlannedPart[] = [];
  let bytes = 0;
  let room = leastBytes;
  for (const [index, each] of transcripts.entries()) {
    const transcript = searchable(each);
    const count = partsOf(transcript);
    for (let part = 0; part < count; part++) {
      const isLast = part === count - 1;
      parts.push({ index, part, start: part * partLength, ...(!isLast && { end: (part + 1) * partLength }) });
      bytes += transcript.isElsewhere ? room : Math.min(transcript.size, partLength);
      if (bytes < room && parts.length < mostParts) continue;
      yield { parts };
      parts = [];
      bytes = 0;
      room = Math.min(2 * room, mostBytes);
    }
  }
  if (parts.length > 0) yield { parts };
}
