import { randomUUID } from 'node:crypto';
import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { mergeContent } from '@claude-sessions/core/conversations/merge/mergeBlock.ts';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { openSessions } from '../../facts/openSessions.ts';
import { sayingDiskFull } from '../../host/diskFull.ts';
import { UserError } from '../../host/errors.ts';
import { withFolder } from '../../host/replaceFile.ts';
import { type ContainersOf, openSide } from '../containers/openSide.ts';
import type { MergePlan } from './planMerge.ts';

/** A block that was added to a conversation. */
export interface MadeMerge {
  readonly fork: string;
  readonly into: string;
  /** The uuid of the new line. */
  readonly uuid: string;
  /** The uuid of the last line of the branch that was merged. */
  readonly last: string;
  readonly turnsLeftOut: number;
  readonly charactersLeftOut: number;
}

/** How it is merged. */
export interface MergeSettings {
  /** In the place of the draft. */
  readonly summary?: string | undefined;
  /** Is asked whether a container has it open. */
  readonly containersOf: ContainersOf;
}

/** Longer ones are no summaries. */
const longestSummary = 100_000;

/**
 * Adds what was said in a branch to the end of a conversation, as one line that Claude Code shows and sends as what a command printed.
 * @returns undefined where all of it was merged before
 * @throws UserError where the conversation is open, or was written since it was read
 */
export async function mergeConversation(
  plan: MergePlan,
  { summary, containersOf }: MergeSettings,
): Promise<MadeMerge | undefined> {
  const { fork, into, draft, last } = plan;
  if (!draft) return undefined;
  const text = summary ?? draft.text;
  if (text.trim() === '') throw new UserError('The summary is empty; nothing was merged.', 'Write one.');
  if (text.length > longestSummary)
    throw new UserError(`The summary has more than ${longestSummary} characters.`, 'Write a shorter one.');
  await ensureClosed(plan, containersOf);
  const uuid = randomUUID();
  const title = fork.customTitle ?? fork.aiTitle;
  const mark = { fork: fork.id, last, ...(title !== undefined && { title: shownLine(title, 80) }) };
  const line = lineOf(plan, uuid, mergeContent(mark, text));
  await sayingDiskFull('nothing was merged', () =>
    withFolder(dirname(plan.path), async () => append(plan, line)),
  );
  const isDraft = summary === undefined;
  return {
    fork: fork.id,
    into: into.id,
    uuid,
    last,
    turnsLeftOut: isDraft ? draft.turnsLeftOut : 0,
    charactersLeftOut: isDraft ? draft.charactersLeftOut : 0,
  };
}

/** A client that has it open would not see the line, and go on beside it. */
async function ensureClosed({ into, path }: MergePlan, containersOf: ContainersOf): Promise<void> {
  const open = await openSessions(dirname(dirname(dirname(path))));
  // What was found of it may be of long ago.
  const where = open.includes(into.id)
    ? 'host'
    : await openSide({ ...into, openIn: undefined }, containersOf);
  if (where === undefined) return;
  throw new UserError(
    `Claude Code has the conversation ${into.id} open ${where === 'host' ? 'on this host' : 'in the container'}.`,
    'End it there first (/exit), then merge.',
  );
}

function lineOf({ into, parentUuid, read }: MergePlan, uuid: string, content: string): string {
  return JSON.stringify({
    parentUuid,
    isSidechain: false,
    type: 'system',
    subtype: 'local_command',
    content,
    level: 'info',
    timestamp: new Date().toISOString(),
    uuid,
    isMeta: false,
    userType: 'external',
    ...read.last,
    sessionId: into.id,
  });
}

/** In one write at the end, where the file is as it was read; what does not fit is taken back. */
function append({ path, inode, read }: MergePlan, line: string): void {
  const { O_WRONLY, O_APPEND, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const fd = openSync(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK);
  try {
    const now = fstatSync(fd, { bigint: true });
    if (!now.isFile() || now.ino !== inode || now.size !== BigInt(read.size))
      throw new UserError('The conversation was written meanwhile; nothing was merged.', 'Run this again.');
    const bytes = Buffer.from(`${read.isWhole ? '' : '\n'}${line}\n`);
    writeWhole(fd, bytes, read.size);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function writeWhole(fd: number, bytes: Buffer, size: number): void {
  const written = writeSync(fd, bytes);
  if (written === bytes.length) return;
  // Nobody else wrote behind it.
  if (fstatSync(fd).size === size + written) ftruncateSync(fd, size);
  throw Object.assign(new Error('the conversation could not be added to'), { code: 'ENOSPC' });
}
