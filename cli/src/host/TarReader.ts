/** Bytes of a header and of the blocks that contents fill. */
const block = 512;
/** Longer names than this are nobody's; what would be one is passed over. */
const maxName = 64 * 1024;

/** One thing in the archive, as its header has it. */
export interface TarEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'special';
  readonly size: number;
}

/** Takes the bytes of a file, piece by piece. */
type TarSink = (piece: Buffer) => void;

/**
 * Reads a tar stream as the engines write it (ustar with PAX or GNU names). Nothing is believed of it, and nothing unpacked: what is
 * no header ends it.
 */
export class TarReader {
  /** The end of the archive was reached, as opposed to a stream that was cut off. */
  ended = false;
  readonly #visit: (entry: TarEntry) => TarSink | undefined;
  readonly #header = Buffer.alloc(block);
  #filled = 0;
  #skip = 0;
  /** Of the contents that are passed over, so many are somebody's. */
  #wanted = 0;
  #sink: TarSink | undefined;
  /** What the entry before said of this one. */
  #said: { name?: string; size?: number } = {};

  /** @param visit called for each entry; takes its bytes by what it gives, if it gives something */
  constructor(visit: (entry: TarEntry) => TarSink | undefined) {
    this.#visit = visit;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && !this.ended) {
      const part = chunk.subarray(at, at + (this.#skip > 0 ? this.#skip : block - this.#filled));
      at += part.length;
      if (this.#skip > 0) this.#pass(part);
      else {
        part.copy(this.#header, this.#filled);
        this.#filled += part.length;
        if (this.#filled === block) this.#read();
      }
    }
  }

  #pass(part: Buffer): void {
    this.#skip -= part.length;
    const some = part.subarray(0, this.#wanted);
    this.#wanted -= some.length;
    if (some.length > 0) this.#sink?.(some);
  }

  #read(): void {
    this.#filled = 0;
    if (this.#header.every((byte) => byte === 0)) {
      this.ended = true;
      return;
    }
    const letter = String.fromCharCode(this.#header[156] ?? 0);
    const written = sizeOf(this.#header);
    if (letter === 'x' || letter === 'L') {
      this.#contents(written, written > 0 && written <= maxName ? this.#saying(letter, written) : undefined);
      return;
    }
    // A header for all that follow, and GNU's for the target of a link, say nothing of an entry's own.
    if (letter === 'g' || letter === 'K') {
      this.#contents(written, undefined);
      return;
    }
    const { name = nameOf(this.#header), size = written } = this.#said;
    this.#said = {};
    const kind = kinds.get(letter) ?? 'special';
    this.#contents(size, this.#visit({ name: name.replace(/\0.*$/s, ''), kind, size }));
  }

  #contents(size: number, sink: TarSink | undefined): void {
    this.#skip = Math.ceil(size / block) * block;
    this.#wanted = size;
    this.#sink = sink;
  }

  #saying(letter: string, size: number): TarSink {
    const pieces: Buffer[] = [];
    let left = size;
    return (piece) => {
      pieces.push(Buffer.from(piece));
      left -= piece.length;
      if (left > 0) return;
      const bytes = Buffer.concat(pieces);
      this.#said = { ...this.#said, ...(letter === 'L' ? { name: bytes.toString('utf8') } : readPax(bytes)) };
    };
  }
}

const kinds: ReadonlyMap<string, TarEntry['kind']> = new Map([
  ['0', 'file'],
  ['\0', 'file'],
  ['5', 'folder'],
  ['1', 'link'],
  ['2', 'link'],
]);

/** ustar splits a long name in two. */
function nameOf(header: Buffer): string {
  const field = (from: number, to: number) => header.toString('utf8', from, to).replace(/\0.*$/s, '');
  const isUstar = header.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isUstar ? field(345, 500) : '';
  return prefix ? `${prefix}/${field(0, 100)}` : field(0, 100);
}

/** Records of `LENGTH KEY=VALUE\n`, by their lengths: a value may have any character in it (pax(1)). */
function readPax(bytes: Buffer): { name?: string; size?: number } {
  const said: { name?: string; size?: number } = {};
  for (let at = 0; at < bytes.length; ) {
    const length = Number(/^\d{1,7}(?= )/.exec(bytes.toString('latin1', at, at + 8))?.[0] ?? 0);
    if (length < 5) break;
    const record = bytes.toString('utf8', at + String(length).length + 1, at + length - 1);
    if (record.startsWith('path=')) said.name = record.slice('path='.length);
    if (/^size=\d{1,15}$/.test(record)) said.size = Number(record.slice('size='.length));
    at += length;
  }
  return said;
}

/** In octal digits, or above 8 GB in binary with the highest bit set. */
function sizeOf(header: Buffer): number {
  const field = header.subarray(124, 136);
  if ((field[0] ?? 0) & 0x80) return Number(field.readBigUInt64BE(4) & 0x1f_ffff_ffff_ffffn);
  return Number.parseInt(field.toString('latin1').replace(/[^0-7].*$/s, '') || '0', 8);
}
