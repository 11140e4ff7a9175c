/** A line of a transcript, parsed. Whatever a container wrote: nothing of it is as it should be before that was looked at. */
export interface TranscriptLine {
  readonly type?: unknown;
  readonly [member: string]: unknown;
}

const said = /"type"\s*:\s*"(user|assistant)"/;
const result = /"type"\s*:\s*"tool_result"/;
const ofAgent = /"isSidechain"\s*:\s*true/;

/** A line as it stands in the file: most are not parsed, and none twice. */
export class RawLine {
  #parsed: TranscriptLine | null | undefined;
  #speaker: string | null | undefined;

  constructor(readonly text: string) {}

  /** Undefined when it is no line of a transcript: torn, cut, or no object. */
  get parsed(): TranscriptLine | undefined {
    if (this.#parsed === undefined) this.#parsed = tryLine(this.text) ?? null;
    return this.#parsed ?? undefined;
  }

  /** Who says something in it, as far as that can be told without parsing; nobody where it only gives a tool's result. */
  get speaker(): string | undefined {
    if (this.#speaker === undefined) {
      const [, speaker] = said.exec(this.text) ?? [];
      this.#speaker = speaker === undefined || result.test(this.text) ? null : speaker;
    }
    return this.#speaker ?? undefined;
  }

  get isOfAgent(): boolean {
    return ofAgent.test(this.text);
  }
}

/** @returns undefined when the text is none */
function tryLine(text: string): TranscriptLine | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
