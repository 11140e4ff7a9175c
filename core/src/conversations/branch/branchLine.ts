import { isRecord, type JsonRecord } from '../../verify/jsonRecord.ts';
import { jsonMembers, withMembers } from '../jsonMembers.ts';
import { queuedCommand } from '../TranscriptLink.ts';
import type { NewIds } from './NewIds.ts';

/** Whose line it was, and whose it becomes. */
export interface Branch {
  /** The session id of the conversation that is branched. */
  readonly from: string;
  /** Of the new one. */
  readonly to: string;
  readonly ids: NewIds;
  /** The working directory for a line, where it is another than its own. */
  readonly cwdFor?: (cwd: string) => string;
}

/** What says of a line in whose name, or in which turn, it was written: not so in the branch. */
const notOfBranch = [
  'teamName',
  'agentName',
  'sessionKind',
  'slug',
  'sourceToolAssistantUUID',
  'summarizedTurnPromptUuids',
  'droppedPromptUuids',
  'sentAsUuid',
  'rowsAheadOfPutBack',
  'turnAttributionKey',
] as const;

/**
 * A line of a conversation as its branch has it, by the rules of Claude Code's own forks. What is not changed is as it was written.
 * @param line each byte a character
 * @param record the same, parsed
 * @param is when it is the last one, now; and whether nothing behind the summary of its compaction is kept
 */
export function branchLine(
  line: string,
  record: JsonRecord,
  { from, to, ids, cwdFor }: Branch,
  is: { readonly now?: string; readonly emptied?: boolean } = {},
): string {
  const left = Object.fromEntries(notOfBranch.map((name) => [name, undefined]));
  return withMembers(jsonMembers(line), {
    ...left,
    ...changedParts(record, ids, is.emptied === true),
    ...(record.type === 'system' &&
      record.subtype === 'model_refusal_fallback' && { neutralizedByFork: true }),
    uuid: ids.of(record.uuid),
    parentUuid: ids.parentOf(record.parentUuid),
    ...(typeof record.logicalParentUuid === 'string' && {
      logicalParentUuid: ids.of(record.logicalParentUuid) ?? null,
    }),
    isSidechain: false,
    sessionId: to,
    ...(is.now !== undefined && { timestamp: is.now }),
    ...(cwdFor && typeof record.cwd === 'string' && { cwd: cwdFor(record.cwd) }),
    requestSessionId: requestedBy(record),
    forkedFrom: { sessionId: from, messageUuid: record.uuid },
  });
}

/** A note of the client beside the conversation, as its branch has it. */
export function branchNote(line: string, to: string): string {
  return withMembers(jsonMembers(line), { sessionId: to });
}

function requestedBy(record: JsonRecord): string | undefined {
  if (record.type !== 'assistant') return undefined;
  const forked = isRecord(record.forkedFrom) ? record.forkedFrom.sessionId : undefined;
  return [record.requestSessionId, forked, record.sessionId].find((each) => typeof each === 'string');
}

/** What names other lines inside of a member. */
function changedParts(record: JsonRecord, ids: NewIds, isEmptied: boolean): JsonRecord {
  const compactMetadata = compactionOf(record, ids, isEmptied);
  return {
    ...(compactMetadata && { compactMetadata }),
    ...queuedOf(record, ids),
    ...announcedOf(record, ids),
  };
}

const messageUuids = ['anchorUuid', 'uuids', 'allUuids'];
const segmentUuids = ['headUuid', 'anchorUuid', 'tailUuid'];

function compactionOf(
  { type, compactMetadata }: JsonRecord,
  ids: NewIds,
  isEmptied: boolean,
): JsonRecord | undefined {
  if (type !== 'system' || !isRecord(compactMetadata)) return undefined;
  const { preservedMessages, preservedSegment, runningTurnSends, ...rest } = compactMetadata;
  if ([preservedMessages, preservedSegment, runningTurnSends].every((each) => each === undefined))
    return undefined;
  if (isEmptied) return { ...rest, postTokens: undefined };
  return {
    ...rest,
    ...(preservedMessages !== undefined && {
      preservedMessages: renamed(preservedMessages, messageUuids, ids),
    }),
    ...(preservedSegment !== undefined && { preservedSegment: renamed(preservedSegment, segmentUuids, ids) }),
  };
}

function renamed(value: unknown, names: readonly string[], ids: NewIds): unknown {
  if (!isRecord(value)) return value;
  const changed = names
    .filter((name) => name in value)
    .map((name) => {
      const old = value[name];
      return [name, Array.isArray(old) ? old.map((each) => ids.orSame(each)) : ids.orSame(old)];
    });
  return { ...value, ...Object.fromEntries(changed) };
}

/** A prompt that was queued names the line that queued it. */
function queuedOf(record: JsonRecord, ids: NewIds): JsonRecord {
  const command = queuedCommand(record);
  const source = ids.of(command?.source_uuid);
  if (source === undefined) return {};
  const changed = { ...command, source_uuid: source };
  if (record.type === 'attachment') return { attachment: changed };
  return { fold: { ...(record.fold as JsonRecord), command: changed } };
}

function announcedOf({ type, attachment }: JsonRecord, ids: NewIds): JsonRecord {
  if (type !== 'attachment' || !isRecord(attachment) || attachment.type !== 'deferred_tools_record')
    return {};
  const { nameOnlyAnnouncements: names } = attachment;
  if (!Array.isArray(names)) return {};
  return {
    attachment: { ...attachment, nameOnlyAnnouncements: names.flatMap((each) => ids.of(each) ?? []) },
  };
}
