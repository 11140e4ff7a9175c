import type { FileHandle } from 'node:fs/promises';
import type { LineAt } from '@claude-sessions/core/conversations/show/ChainEntry.ts';
import { LineShortener } from '@claude-sessions/core/conversations/show/LineShortener.ts';
import { isRecord, type JsonRecord } from '@claude-sessions/core/verify/jsonRecord.ts';
import { isWithinBounds } from '@claude-sessions/core/verify/lineBounds.ts';
import { UserError } from '../../host/errors.ts';
import { openRegular } from '../../host/files.ts';

/** A line as it was read; undefined where it is none that can be parsed. */
export interface ReadLine extends LineAt {
  readonly value: JsonRecord | undefined;
}

const chunkBytes = 1024 * 1024;

/** Longer lines are shortened while they are read. */
const maxLine = 16 * 1024 * 1024;

const NEWLINE = 10;
const BRACE = 123;

/** A transcript that is read piece by piece, up to where it ended when it was opened: it may grow meanwhile. */
export class TranscriptFile {
  private constructor(
    readonly handle: FileHandle,
    readonly size: number,
  ) {}

  /** @throws UserError when it is no regular file */
  static async open(path: string): Promise<TranscriptFile> {
    const handle = await openRegular(path, true);
    if (!handle) throw new UserError(`${path} is not a regular file.`, 'Look again.');
    return new TranscriptFile(handle, (await handle.stat()).size);
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  /** Where the first line begins that starts at an offset or after it; the end, if there is none. */
  async lineStart(offset: number): Promise<number> {
    if (offset <= 0) return 0;
    for await (const { bytes, at } of this.#chunks(offset - 1, this.size)) {
      const found = bytes.indexOf(NEWLINE);
      if (found >= 0) return at + found + 1;
    }
    return this.size;
  }

  /** The line itself, read again. */
  async read({ offset, length }: LineAt): Promise<JsonRecord | undefined> {
    for await (const line of this.lines(offset, offset + length)) return line.value;
    return undefined;
  }

  /** All lines from an offset on. */
  async *lines(from = 0, to = this.size): AsyncGenerator<ReadLine> {
    let line = new Gathered(from);
    for await (const { bytes, at } of this.#chunks(from, to)) {
      let start = 0;
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
        line.add(bytes.subarray(start, end));
        yield line.end();
        start = end + 1;
        line = new Gathered(at + start);
      }
      line.add(bytes.subarray(start));
    }
    if (line.length > 0) yield line.end();
  }

  async *#chunks(from: number, to: number): AsyncGenerator<{ bytes: Buffer; at: number }> {
    for (let at = from; at < to; ) {
      const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, to - at));
      const { bytesRead } = await this.handle.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) return;
      yield { bytes: buffer.subarray(0, bytesRead), at };
      at += bytesRead;
    }
  }
}

/** A line while it is read. */
class Gathered {
  length = 0;
  #pieces: Buffer[] = [];
  #shortener: LineShortener | undefined;
  #isObject = true;

  constructor(readonly offset: number) {}

  add(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (this.length === 0) this.#isObject = beginsObject(bytes);
    this.length += bytes.length;
    if (!this.#isObject) return;
    if (this.#shortener) this.#shortener.feed(bytes);
    else this.#pieces.push(bytes);
    if (!this.#shortener && this.length > maxLine) this.#shorten();
  }

  end(): ReadLine {
    const { offset, length } = this;
    return { offset, length, value: this.#isObject ? tryParse(this.#text()) : undefined };
  }

  #shorten(): void {
    this.#shortener = new LineShortener();
    for (const each of this.#pieces) this.#shortener.feed(each);
    this.#pieces = [];
  }

  #text(): string {
    const bytes = this.#shortener
      ? this.#shortener.end()
      : this.#pieces[1]
        ? Buffer.concat(this.#pieces)
        : this.#pieces[0];
    return bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8') : '';
  }
}

function beginsObject(bytes: Buffer): boolean {
  const first = bytes.find((byte) => byte > 32);
  return first === undefined || first === BRACE;
}

function tryParse(text: string): JsonRecord | undefined {
  if (!isWithinBounds(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
