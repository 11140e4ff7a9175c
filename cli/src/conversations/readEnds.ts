import { closeSync, readSync } from 'node:fs';
import type { TranscriptEntry } from '@claude-sessions/core/conversations/Conversation.ts';
import type { TranscriptEnds } from '@claude-sessions/core/conversations/summarize.ts';
import { titleIn } from '@claude-sessions/core/conversations/titleIn.ts';
import { type OpenFolder, openRegular } from '../verify/OpenFolder.ts';
import { tellingLines } from './tellingLines.ts';
import { titleFile, transcriptEnding } from './transcriptsIn.ts';

/** As much as Claude Code itself reads to list a conversation. */
const endBytes = 64 * 1024;
const titleBytes = 4096;

const buffer = Buffer.allocUnsafeSlow(2 * endBytes);

/** The beginning and the end of a transcript. @returns undefined when it went meanwhile, or is no regular file any more */
export function readEnds(
  folder: OpenFolder,
  { id, size, titledAt }: TranscriptEntry,
): TranscriptEnds | undefined {
  const title = titledAt === undefined ? undefined : titleBeside(folder, id);
  return withFile(folder, id + transcriptEnding, (fd) => {
    const all = size <= 2 * endBytes;
    const head = tellingLines(read(fd, 0, all ? size : endBytes), true);
    const tail = all ? '' : `\n${tellingLines(read(fd, size - endBytes, endBytes), false)}`;
    return { head, tail, ...(title !== undefined && { title }) };
  });
}

function titleBeside(folder: OpenFolder, id: string): string | undefined {
  try {
    const own = folder.open(id);
    try {
      const text = withFile(own, titleFile, (fd) => read(fd, 0, titleBytes).toString());
      return text === undefined ? undefined : titleIn(text);
    } finally {
      own.close();
    }
  } catch {
    return undefined;
  }
}

function withFile<T>(folder: OpenFolder, name: string, work: (fd: number) => T): T | undefined {
  let fd: number | undefined;
  try {
    fd = openRegular(folder, name);
    return work(fd);
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function read(fd: number, from: number, length: number): Buffer {
  let filled = 0;
  while (filled < length) {
    const count = readSync(fd, buffer, filled, length - filled, from + filled);
    if (count === 0) break;
    filled += count;
  }
  return buffer.subarray(0, filled);
}
