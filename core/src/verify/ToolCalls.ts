import type { CallEvent } from './fileCalls.ts';
import type { FileCall } from './lineFact.ts';

/** Calls whose results are waited for, and files of one of them: an honest conversation has few at a time. */
const maxWaiting = 10_000;
const maxFiles = 100;

interface Waiting {
  readonly files: { readonly call: FileCall; readonly line: number }[];
  failed: boolean;
}

interface ToolCallSink {
  file(call: FileCall, line: number): void;
  /** A result that is no error, of a call that is not waited for: it may stand in another part of the transcript. */
  result(id: string, line: number): void;
}

/**
 * Tells calls of which each result was an error from all others: only those do nothing. A call without a result counts, since
 * its result may be added later. Memory is bounded.
 */
export class ToolCalls {
  readonly #waiting = new Map<string, Waiting>();
  readonly #sink: ToolCallSink;

  constructor(sink: ToolCallSink) {
    this.#sink = sink;
  }

  take(event: CallEvent, line: number): void {
    if (event.kind === 'result') this.#result(event.id, event.failed, line);
    else this.#call(event, line);
  }

  #call({ id, files }: CallEvent & { kind: 'call' }, line: number): void {
    const waiting = id === undefined ? undefined : this.#waitFor(id);
    for (const call of files) {
      if (waiting && waiting.files.length < maxFiles) waiting.files.push({ call, line });
      else this.#sink.file(call, line);
    }
  }

  #waitFor(id: string): Waiting | undefined {
    const known = this.#waiting.get(id);
    if (known || this.#waiting.size >= maxWaiting) return known;
    const waiting: Waiting = { files: [], failed: false };
    this.#waiting.set(id, waiting);
    return waiting;
  }

  #result(id: string, failed: boolean, line: number): void {
    const call = this.#waiting.get(id);
    if (!call) {
      if (!failed) this.#sink.result(id, line);
    } else if (!failed || call.files.length === 0) {
      this.#waiting.delete(id);
      for (const { call: file, line: at } of call.files) this.#sink.file(file, at);
    } else call.failed = true;
  }

  /** No more lines. */
  finish(): void {
    for (const [id, { files, failed }] of this.#waiting)
      for (const { call, line } of files) this.#sink.file(failed ? { ...call, failed: id } : call, line);
    this.#waiting.clear();
  }
}
