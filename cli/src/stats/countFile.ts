import type { Needle } from '@claude-sessions/core/conversations/search/needle.ts';
import type { Counted } from '@claude-sessions/core/stats/Counted.ts';
import { TranscriptCounter } from '@claude-sessions/core/stats/TranscriptCounter.ts';
import { firstValue } from '@claude-sessions/core/verify/firstValue.ts';
import { isRecord } from '@claude-sessions/core/verify/jsonRecord.ts';
import { LineFinder } from '../conversations/search/LineFinder.ts';
import { readPart, type TranscriptPart } from '../conversations/search/readPart.ts';

export interface CountJob {
  readonly parts: readonly TranscriptPart[];
}

/** What a part of a transcript says, or why it could not be read. */
export type CountedPart =
  | { readonly counted: Counted; readonly tooLong: number }
  | { readonly error: string };

const probe = (text: string): Needle => ({ low: Buffer.from(text), high: Buffer.from(text) });
const probes = ['"usage"', '"user"', '"tool_result"', '"is_error"'].map(probe);
const usage = 0;
const user = 1;
const result = 2;
const failure = 3;

let finder: LineFinder | undefined;

/** Does a job of a thread. */
export function count(job: CountJob): CountedPart[] {
  return job.parts.map((part) => {
    try {
      return countPart(part);
    } catch (error) {
      return { error: (error as Error).message };
    }
  });
}

function countPart(part: TranscriptPart): CountedPart {
  finder ??= new LineFinder([], probes);
  const counter = new TranscriptCounter();
  const take = (line: Buffer) => {
    if (!finder || !tells(finder, line)) return true;
    const value = parsed(line.toString());
    if (isRecord(value)) counter.take(value);
    return true;
  };
  const tooLong = readPart(part, finder, take, () => false);
  return { counted: counter.result(), tooLong };
}

/** Whatever a short line holds is little. */
const shortLine = 64 * 1024;

function parsed(line: string): unknown {
  if (line.length > shortLine) return firstValue(line).value;
  try {
    return JSON.parse(line);
  } catch {
    return firstValue(line).value;
  }
}

/** Whether a line has to be parsed: most of a transcript's bytes are results of tools that did not fail. */
function tells(finder: LineFinder, line: Buffer): boolean {
  if (finder.placeOf(usage, line) >= 0) return true;
  if (finder.placeOf(user, line) < 0) return false;
  if (finder.placeOf(result, line) < 0) return true;
  for (let at = finder.placeOf(failure, line); at >= 0; at = finder.placeOf(failure, line, at + 1))
    if (saysTrue(line, at)) return true;
  return false;
}

/** The member that is at a place is not false; its name may be written in another way. */
function saysTrue(line: Buffer, at: number): boolean {
  return !/^"is_error"\s*:\s*false/.test(line.toString('latin1', at, at + 64));
}
