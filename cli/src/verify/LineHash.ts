import { createHash, type Hash } from 'node:crypto';

const NEWLINE = 10;

/** A part of a transcript that ends with a line's end, by its length and the SHA-256 of its bytes. */
export interface HashedLines {
  readonly length: number;
  readonly hash: string;
}

/**
 * Takes the hash of bytes up to the end of the last whole line in them. It is given the bytes that are judged, as they were read:
 * read once more, they could be others.
 */
export class LineHash {
  readonly #hash: Hash;
  #length: number;
  #whole: { hash: Hash; length: number };

  /** @param before whole lines of which the hash was taken already, and how many bytes they have */
  constructor(before?: { hash: Hash; length: number }) {
    this.#hash = before?.hash.copy() ?? createHash('sha256');
    this.#length = before?.length ?? 0;
    this.#whole = { hash: this.#hash.copy(), length: this.#length };
  }

  update(bytes: Buffer): void {
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      this.#hash.update(bytes.subarray(0, end));
      this.#whole = { hash: this.#hash.copy(), length: this.#length + end };
    }
    if (end < bytes.length) this.#hash.update(bytes.subarray(end));
    this.#length += bytes.length;
  }

  /** How much of a line stands behind the last whole one. */
  get tornLength(): number {
    return this.#length - this.#whole.length;
  }

  finish(): HashedLines {
    const { hash, length } = this.#whole;
    return { length, hash: hash.copy().digest('base64') };
  }
}
