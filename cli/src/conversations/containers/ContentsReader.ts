/** What comes of a stream of files. */
export type ContentsPart =
  | { readonly kind: 'begin'; readonly path: string }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  /** All of it has come, as far as it was asked for. */
  | { readonly kind: 'whole' }
  | { readonly kind: 'end' };

const longestName = 8192;

/** Takes apart what `core/assets/readState.sh` prints of files, as it comes. It is the container's word. */
export class ContentsReader {
  readonly #mark: Buffer;
  #held: Buffer = Buffer.alloc(0);

  constructor(boundary: string) {
    this.#mark = Buffer.from(`\n--${boundary} `);
  }

  /** Bytes are good until the next call. */
  push(piece: Buffer): ContentsPart[] {
    const parts: ContentsPart[] = [];
    let rest = this.#held.length > 0 ? Buffer.concat([this.#held, piece]) : piece;
    for (let at = rest.indexOf(this.#mark); at >= 0; at = rest.indexOf(this.#mark)) {
      if (at > 0) parts.push({ kind: 'bytes', bytes: rest.subarray(0, at) });
      const from = at + this.#mark.length;
      const lineEnd = rest.indexOf('\n', from);
      if (lineEnd < 0 && rest.length - from < longestName) {
        this.#held = Buffer.from(rest.subarray(at));
        return parts;
      }
      const nameEnd = lineEnd < 0 ? rest.length : lineEnd;
      parts.push(partOf(rest.toString('utf8', from, nameEnd)));
      rest = rest.subarray(nameEnd + 1);
    }
    // A mark may have come in part.
    const sure = Math.max(0, rest.length - this.#mark.length);
    if (sure > 0) parts.push({ kind: 'bytes', bytes: rest.subarray(0, sure) });
    this.#held = Buffer.from(rest.subarray(sure));
    return parts;
  }
}

function partOf(words: string): ContentsPart {
  if (words === 'whole' || words === 'end') return { kind: words };
  return { kind: 'begin', path: words.startsWith('file ') ? words.slice('file '.length) : '' };
}
