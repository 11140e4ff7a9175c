import { cutText } from '../conversations/cutText.ts';
import { promptOf } from '../conversations/promptOf.ts';
import { isRecord, type JsonRecord } from '../verify/jsonRecord.ts';
import { answerColumns, type Counted, promptColumns, toolColumns } from './Counted.ts';
import { otherKey } from './Stats.ts';
import { usageOf } from './usageOf.ts';

/** Of a file: the largest transcripts that people have hold half as many. */
const mostRows = 500_000;
/** Of models, branches and the like in one file; what has another is counted under `otherKey`. */
const mostNames = 2000;
const longestName = 200;
/** Who was away for longer did not wait. */
const longestGap = 30 * 60_000;
const synthetic = '<synthetic>';

/** Goes through the lines of one file, in their order, and remembers what they say was used. */
export class TranscriptCounter {
  readonly #names = new Names();
  readonly #answers: number[] = [];
  readonly #tools: number[] = [];
  readonly #failed: number[] = [];
  readonly #prompts: number[] = [];
  /** Where the row of an answer begins. */
  readonly #rowOf = new Map<string, number>();
  readonly #seen = new Set<string>();
  #lastAt = 0;
  #hasMore = false;

  take(line: JsonRecord): void {
    const at = Date.parse(typeof line.timestamp === 'string' ? line.timestamp : '');
    if (Number.isNaN(at)) return;
    const message = isRecord(line.message) ? line.message : {};
    if (line.type === 'assistant') this.#answer(line, message, at);
    else if (line.type === 'user') this.#user(line, message, at);
  }

  result(): Counted {
    return {
      names: this.#names.all,
      answers: Float64Array.from(this.#answers),
      tools: Float64Array.from(this.#tools),
      failed: Float64Array.from(this.#failed),
      prompts: Float64Array.from(this.#prompts),
      hasMore: this.#hasMore,
    };
  }

  #answer(line: JsonRecord, message: JsonRecord, at: number): void {
    const gap = this.#gapUntil(at, line);
    this.#tool(message.content, at);
    const { usage, model } = message;
    if (!isRecord(usage) || typeof model !== 'string' || model === synthetic) return;
    const id = firstText(message.id, line.uuid);
    const request = firstText(line.requestId);
    const key = `${id} ${request}`;
    const known = id === '' ? undefined : this.#rowOf.get(key);
    const used = usageOf(usage, cutText(model, longestName), at);
    if (known !== undefined) this.#again(known, used, gap);
    if (known !== undefined || this.#isFull(this.#answers, answerColumns.count)) return;
    if (id !== '') this.#rowOf.set(key, this.#answers.length);
    this.#answers.push(
      this.#names.id(id),
      this.#names.id(request),
      this.#names.id(firstText(line.sessionId)),
      this.#names.id(firstText(line.requestSessionId)),
      this.#names.name(model),
      this.#names.name(firstText(line.gitBranch)),
      this.#names.name(firstText(line.cwd)),
      at,
      used.input,
      used.output,
      used.cacheWrite,
      used.cacheRead,
      used.cost ?? -1,
      gap,
      isRecord(line.forkedFrom) ? 1 : 0,
    );
  }

  /** Another line of the same answer: the client writes one for each block, and the last has what it came to. */
  #again(row: number, used: ReturnType<typeof usageOf>, gap: number): void {
    const rows = this.#answers;
    const { input, output, cacheWrite, cacheRead, cost, activeMs } = answerColumns;
    const isRepeated = used.output === rows[row + output];
    rows[row + activeMs] = (rows[row + activeMs] ?? 0) + gap;
    if (isRepeated && used.input + used.cacheWrite + used.cacheRead <= sumOf(rows, row)) return;
    if (used.output < (rows[row + output] ?? 0)) return;
    rows[row + input] = used.input;
    rows[row + output] = used.output;
    rows[row + cacheWrite] = used.cacheWrite;
    rows[row + cacheRead] = used.cacheRead;
    rows[row + cost] = used.cost ?? -1;
  }

  #tool(content: unknown, at: number): void {
    if (!Array.isArray(content)) return;
    for (const part of content) {
      if (!isRecord(part) || typeof part.type !== 'string' || !part.type.endsWith('tool_use')) continue;
      const id = firstText(part.id);
      if (id !== '' && this.#wasSeen(`tool ${id}`)) continue;
      if (this.#isFull(this.#tools, toolColumns.count)) return;
      this.#tools.push(this.#names.id(id), this.#names.name(firstText(part.name)), at);
    }
  }

  #user(line: JsonRecord, message: JsonRecord, at: number): void {
    const isResult = this.#results(message.content);
    if (isResult) return;
    if (line.isSidechain !== true) this.#lastAt = Math.max(this.#lastAt, at);
    if (!promptOf(line)) return;
    const id = firstText(line.uuid);
    if (id !== '' && this.#wasSeen(`prompt ${id}`)) return;
    if (this.#isFull(this.#prompts, promptColumns.count)) return;
    const copyOf = isRecord(line.forkedFrom) ? firstText(line.forkedFrom.messageUuid) : '';
    this.#prompts.push(
      this.#names.id(id),
      this.#names.id(copyOf),
      this.#names.id(firstText(line.sessionId)),
      this.#names.name(firstText(line.gitBranch)),
      this.#names.name(firstText(line.cwd)),
      at,
    );
  }

  #results(content: unknown): boolean {
    if (!Array.isArray(content)) return false;
    let isResult = false;
    for (const part of content) {
      if (!isRecord(part) || part.type !== 'tool_result') continue;
      isResult = true;
      const id = firstText(part.tool_use_id);
      if (part.is_error !== true || id === '' || this.#wasSeen(`failed ${id}`)) continue;
      if (!this.#isFull(this.#failed, 1)) this.#failed.push(this.#names.id(id));
    }
    return isResult;
  }

  /** How long was waited for a line. While subagents work, it is their parent that waits. */
  #gapUntil(at: number, { isSidechain }: JsonRecord): number {
    if (isSidechain === true) return 0;
    const gap = this.#lastAt === 0 ? 0 : at - this.#lastAt;
    this.#lastAt = Math.max(this.#lastAt, at);
    return gap > 0 && gap <= longestGap ? gap : 0;
  }

  #wasSeen(key: string): boolean {
    if (this.#seen.has(key)) return true;
    if (this.#seen.size < 2 * mostRows) this.#seen.add(key);
    return false;
  }

  #isFull(rows: readonly number[], columns: number): boolean {
    const isFull = rows.length >= columns * mostRows;
    this.#hasMore ||= isFull;
    return isFull;
  }
}

function sumOf(rows: readonly number[], row: number): number {
  const { input, cacheWrite, cacheRead } = answerColumns;
  return (rows[row + input] ?? 0) + (rows[row + cacheWrite] ?? 0) + (rows[row + cacheRead] ?? 0);
}

function firstText(...values: readonly unknown[]): string {
  for (const value of values)
    if (typeof value === 'string' && value !== '') return cutText(value, longestName);
  return '';
}

/** Texts by their numbers, each once. */
class Names {
  readonly all: string[] = [];
  readonly #numbers = new Map<string, number>();
  #count = 0;

  /** Of what is one of many. */
  id(text: string): number {
    return text === '' ? -1 : this.#number(text);
  }

  /** Of what is one of few: in honest transcripts. */
  name(text: string): number {
    const name = cutText(text, longestName);
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    if (this.#count >= mostNames) return this.#number(otherKey);
    this.#count++;
    return this.#number(name);
  }

  #number(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.all.length);
    return this.all.push(text) - 1;
  }
}
