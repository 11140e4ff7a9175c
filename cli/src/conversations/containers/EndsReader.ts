/** Longer names of parts are none of ours. */
const longestName = 512;

/** What was read of one transcript. */
export interface ReadParts {
  readonly head: Buffer;
  readonly tail?: Buffer;
  /** The file that has the title. */
  readonly title?: Buffer;
}

/**
 * Takes apart what `core/assets/listConversations.sh` prints of the ends of transcripts, as it comes. It is the container's word: of no
 * part more is kept than asked for, and a part that is none is left out.
 */
export class EndsReader {
  readonly found = new Map<string, ReadParts>();
  /** It came to its end. */
  ended = false;
  readonly #mark: Buffer;
  #held: Buffer = Buffer.alloc(0);
  #path: string | undefined;
  #part: { readonly name: string; readonly pieces: Buffer[]; size: number } | undefined;

  /** @param bytes at most of a head that is all of its file, twice what is asked for of an end */
  constructor(
    boundary: string,
    readonly bytes: number,
  ) {
    this.#mark = Buffer.from(`\n--${boundary} `);
  }

  push(piece: Buffer): void {
    let rest = this.#held.length > 0 ? Buffer.concat([this.#held, piece]) : piece;
    for (;;) {
      const at = rest.indexOf(this.#mark);
      if (at < 0) break;
      const lineEnd = rest.indexOf('\n', at + this.#mark.length);
      if (lineEnd < 0 && rest.length - at <= longestName) {
        this.#keep(rest.subarray(0, at));
        this.#held = rest.subarray(at);
        return;
      }
      this.#keep(rest.subarray(0, at));
      this.#close();
      const nameEnd = lineEnd < 0 ? at + longestName : lineEnd;
      this.#open(rest.toString('latin1', at + this.#mark.length, nameEnd));
      rest = rest.subarray(nameEnd + 1);
    }
    // A mark may have come in part.
    const sure = Math.max(0, rest.length - this.#mark.length);
    this.#keep(rest.subarray(0, sure));
    this.#held = Buffer.from(rest.subarray(sure));
  }

  #open(name: string): void {
    this.#part = { name, pieces: [], size: 0 };
    if (name === 'end') this.ended = true;
    if (name.startsWith('head ')) this.#path = name.slice('head '.length);
  }

  #keep(piece: Buffer): void {
    const part = this.#part;
    if (!part || part.size >= this.bytes) return;
    const some = piece.subarray(0, this.bytes - part.size);
    part.pieces.push(Buffer.from(some));
    part.size += some.length;
  }

  /** A head that no tail follows is all of its file. What is torn is not taken. */
  #close(): void {
    if (!this.#part || this.#path === undefined) return;
    const { name, pieces } = this.#part;
    const bytes = Buffer.concat(pieces);
    const known = this.found.get(this.#path);
    if (name.startsWith('head ')) this.found.set(this.#path, { head: bytes });
    else if ((name === 'tail' || name === 'title') && known && known[name] === undefined)
      this.found.set(this.#path, { ...known, [name]: bytes });
  }
}
