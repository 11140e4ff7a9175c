import { UserError } from '../../host/errors.ts';

/** Takes the one part out of what `listConversations.sh` prints of a whole transcript, as it comes. */
export class WholeReader {
  readonly #start: Buffer;
  readonly #end: Buffer;
  #isBegun = false;
  #held: Buffer = Buffer.alloc(0);

  constructor(boundary: string) {
    this.#start = Buffer.from(`\n--${boundary} whole\n`);
    this.#end = Buffer.from(`\n--${boundary} end\n`);
  }

  /** All of it has come, when nothing more comes. */
  get isWhole(): boolean {
    return this.#isBegun && this.#held.equals(this.#end);
  }

  /** @returns what of the transcript is known to have come */
  push(piece: Buffer): Buffer {
    let all = Buffer.concat([this.#held, piece]);
    if (!this.#isBegun && all.length >= this.#start.length) {
      if (!all.subarray(0, this.#start.length).equals(this.#start)) {
        throw new UserError('The container answered something else than a transcript.');
      }
      this.#isBegun = true;
      all = all.subarray(this.#start.length);
    }
    const sure = this.#isBegun ? Math.max(0, all.length - this.#end.length) : 0;
    this.#held = all.subarray(sure);
    return all.subarray(0, sure);
  }
}
