/** A line of a transcript, parsed. Whatever a container wrote: nothing of it is as it should be before that was looked at. */
export interface TranscriptLine {
  readonly type?: unknown;
  readonly [member: string]: unknown;
}

/** @returns undefined when the text is none: torn, cut, or no object */
export function tryLine(text: string): TranscriptLine | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
