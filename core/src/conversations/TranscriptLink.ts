import { isRecord, type JsonRecord } from '../verify/jsonRecord.ts';
import { type ChainLink, type KeptMessages, linkTypes } from './ChainLink.ts';

/** What of a line of a transcript makes it a part of the conversation: everything but its words. */
export interface TranscriptLink extends ChainLink {
  readonly parentUuid: string | null;
  /** Of the boundary of a compaction: what stood before it. */
  readonly logicalParentUuid?: string;
  /** The uuid with which a prompt was put into the queue. */
  readonly queuedAs?: string;
  readonly compaction?: Compaction;
  /** The uuid in the conversation of which this is a branch. */
  readonly copiedFrom?: string;
}

/** Where a conversation was compacted, and what of it stayed behind the summary. */
export interface Compaction extends KeptMessages {
  /** Made by a rewind and not by a compaction. */
  readonly isRewind: boolean;
}

const none: readonly string[] = [];

/**
 * Undefined for a line that is no part of the chain: a title, a note of the client.
 * @param before the line before it, whose uuid mostly stands here as well: then it is kept once
 */
export function linkOf(line: JsonRecord, before?: TranscriptLink): TranscriptLink | undefined {
  const type = linkTypes.find((each) => each === line.type);
  if (type === undefined || typeof line.uuid !== 'string') return undefined;
  const attachment = isRecord(line.attachment) ? line.attachment : undefined;
  const message = isRecord(line.message) ? line.message : undefined;
  const content = Array.isArray(message?.content) ? message.content : none;
  const isBoundary = type === 'system' && line.subtype === 'compact_boundary';
  return {
    uuid: line.uuid,
    parentUuid: line.parentUuid === before?.uuid ? (before?.uuid ?? null) : (text(line.parentUuid) ?? null),
    type,
    isSidechain: Boolean(line.isSidechain),
    isMeta: Boolean(line.isMeta),
    isTeam: Boolean(line.teamName),
    calls: idsOf(content, 'tool_use', 'id'),
    results: type === 'user' ? idsOf(content, 'tool_result', 'tool_use_id') : none,
    ...given('logicalParentUuid', isBoundary ? text(line.logicalParentUuid) : undefined),
    ...given('time', text(line.timestamp)),
    ...given('kind', text(attachment?.type)),
    ...given('responseId', type === 'assistant' ? text(message?.id) : undefined),
    ...given('agentId', text(line.agentId)),
    ...given('resultOf', text(line.sourceToolAssistantUUID)),
    ...given('queuedAs', text(queuedCommand(line)?.source_uuid)),
    ...given('copiedFrom', isRecord(line.forkedFrom) ? text(line.forkedFrom.messageUuid) : undefined),
    ...given('compaction', isBoundary ? compactionOf(line) : undefined),
  };
}

/** The prompt that a line took out of the queue. */
export function queuedCommand(line: JsonRecord): JsonRecord | undefined {
  if (line.type === 'system' && line.subtype === 'voice_call_talk') {
    return isRecord(line.fold) && isRecord(line.fold.command) ? line.fold.command : undefined;
  }
  const { attachment } = line;
  const isQueued = line.type === 'attachment' && isRecord(attachment) && attachment.type === 'queued_command';
  return isQueued ? attachment : undefined;
}

function compactionOf({ uuid, compactMetadata }: JsonRecord): Compaction {
  if (!isRecord(compactMetadata)) return { isRewind: false };
  const { preservedMessages: messages, preservedSegment: segment, durationMs } = compactMetadata;
  const anchor = [messages, segment].find(isRecord)?.anchorUuid;
  return {
    isRewind: durationMs === 0 && anchor === uuid,
    ...given('anchor', text(anchor)),
    ...(isRecord(messages) && Array.isArray(messages.uuids) && { kept: messages.uuids }),
    ...(isRecord(segment) && {
      segment: { ...given('head', text(segment.headUuid)), ...given('tail', text(segment.tailUuid)) },
    }),
  };
}

function idsOf(content: readonly unknown[], type: string, member: string): readonly string[] {
  const found = content.flatMap((each) =>
    isRecord(each) && each.type === type ? (text(each[member]) ?? []) : [],
  );
  return found.length > 0 ? found : none;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function given<Name extends string, T>(name: Name, value: T | undefined): { [K in Name]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { [K in Name]: T });
}
