/** Bytes of a header and of the blocks that contents fill. */
const block = 512;
/** Longer names than this are nobody's; what would be one is passed over. */
const maxName = 64 * 1024;

/**
 * Counts the files in a tar stream by their headers, as the engines write it (ustar with PAX or GNU names). Nothing of it
 * is believed but that: the contents are passed over, and what is no header ends the count.
 */
export class TarCounter {
  /** Regular files. */
  files = 0;
  /** Those whose names end as transcripts' do. */
  transcripts = 0;
  /** The end of the archive was reached, as opposed to a stream that was cut off. */
  ended = false;
  private header = Buffer.alloc(block);
  private filled = 0;
  private skip = 0;
  private name: Buffer[] | undefined;
  private nameLeft = 0;
  private longName: string | undefined;

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && !this.ended) {
      const wanted = this.skip > 0 ? this.skip : block - this.filled;
      const part = chunk.subarray(at, at + wanted);
      at += part.length;
      if (this.skip > 0) this.pass(part);
      else {
        part.copy(this.header, this.filled);
        this.filled += part.length;
        if (this.filled === block) this.read();
      }
    }
  }

  private pass(part: Buffer): void {
    this.skip -= part.length;
    if (!this.name) return;
    const some = part.subarray(0, this.nameLeft);
    this.nameLeft -= some.length;
    this.name.push(Buffer.from(some));
    if (this.skip > 0) return;
    const text = Buffer.concat(this.name).toString('utf8');
    // A PAX header is lines of `LENGTH KEY=VALUE`; GNU's is the name alone.
    this.longName = /^\d+ /.test(text) ? (/^\d+ path=(.*)$/m.exec(text)?.[1] ?? this.longName) : text;
    this.name = undefined;
  }

  private read(): void {
    const { header } = this;
    this.filled = 0;
    if (header.every((byte) => byte === 0)) {
      this.ended = true;
      return;
    }
    const size = sizeOf(header);
    const kind = String.fromCharCode(header[156] ?? 0);
    this.skip = Math.ceil(size / block) * block;
    if ((kind === 'x' || kind === 'L') && size > 0 && size <= maxName) {
      this.name = [];
      this.nameLeft = size;
      return;
    }
    const name = (this.longName ?? header.subarray(0, 100).toString('utf8')).replace(/\0.*$/s, '');
    this.longName = undefined;
    if (kind !== '0' && kind !== '\0') return;
    this.files++;
    if (name.endsWith('.jsonl')) this.transcripts++;
  }
}

/** In octal digits, or above 8 GB in binary with the highest bit set. */
function sizeOf(header: Buffer): number {
  const field = header.subarray(124, 136);
  if ((field[0] ?? 0) & 0x80) return Number(field.readBigUInt64BE(4) & 0x1f_ffff_ffff_ffffn);
  return Number.parseInt(field.toString('latin1').replace(/[^0-7].*$/s, '') || '0', 8);
}
