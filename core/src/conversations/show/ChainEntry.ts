import { toObject } from '../../toObject.ts';
import { isRecord, type JsonRecord } from '../../verify/jsonRecord.ts';
import { type ChainLink, type KeptMessages, type LinkType, linkTypes } from '../ChainLink.ts';
import { given, textOf } from './given.ts';

/** Where a line lies in its file: bytes. */
export interface LineAt {
  readonly offset: number;
  readonly length: number;
}

/** What is kept of every line of a transcript that has a uuid: enough to find the branches, and the line again. */
export interface ChainEntry extends ChainLink {
  readonly parentUuid?: string;
  /** What came before a compaction. */
  readonly logicalParentUuid?: string;
  /** Said by nobody: Claude Code put it there. */
  readonly isAdded: boolean;
  /** Said by the user, or the result of a tool call. */
  readonly isPrompt: boolean;
  readonly compaction?: Compaction;
  /** Why a resumed client would not show it, although it does show such lines. */
  readonly isHidden: boolean;
  /** It tells that a turn was interrupted, in the place of an answer. */
  readonly isInterruption: boolean;
  /** The attachment is a prompt that waited until the turn before it had ended; its uuid as a message. */
  readonly queuedAs?: string;
  readonly at: LineAt;
}

export interface Compaction extends KeptMessages {
  readonly keepsAny: boolean;
}

/** What is longer is no id: all ids are kept. */
const maxId = 200;

const maxIds = 2000;

function idOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= maxId ? textOf(value) : undefined;
}

/** Undefined for a line that is no link of the chain. */
export function chainEntryOf(line: unknown, at: LineAt): ChainEntry | undefined {
  if (!isRecord(line)) return undefined;
  const { uuid, type } = line;
  if (typeof uuid !== 'string' || uuid.length > maxId || !isLinkType(type)) return undefined;
  const { parentUuid, logicalParentUuid, timestamp, isSidechain, teamName, isMeta, agentId } = line;
  const message = toObject(line.message);
  const attachment = toObject(line.attachment);
  const kind = type === 'system' ? line.subtype : type === 'attachment' ? attachment.type : undefined;
  const compaction = kind === 'compact_boundary' && type === 'system' ? compactionOf(line) : undefined;
  const queuedAs = kind === 'queued_command' ? queuedId(uuid, attachment) : undefined;
  return {
    uuid,
    type,
    ...given('parentUuid', idOf(parentUuid)),
    ...given('logicalParentUuid', idOf(logicalParentUuid)),
    ...given('kind', idOf(kind)),
    ...given('time', idOf(timestamp)),
    isSidechain: Boolean(isSidechain),
    isTeam: Boolean(teamName),
    isMeta: Boolean(isMeta),
    isPrompt: type === 'user' && !isMeta && line.isCompactSummary !== true && !isOfCommand(message.content),
    ...given('responseId', type === 'assistant' ? idOf(message.id) : undefined),
    ...given('agentId', idOf(agentId)),
    calls: type === 'assistant' ? idsIn(message, 'tool_use', 'id') : none,
    results: type === 'user' ? idsIn(message, 'tool_result', 'tool_use_id') : none,
    ...given('resultOf', idOf(line.sourceToolAssistantUUID)),
    ...given('compaction', compaction),
    isAdded: Boolean(isMeta) && !comesFromSomebody(line.origin),
    isHidden: type === 'assistant' && line.closesQuietTurn === true && saysNothing(message),
    isInterruption: type === 'user' && isInterruption(message.content),
    ...given('queuedAs', queuedAs),
    at,
  };
}

/** What begins a new stretch: the conversation before it was put into a summary. */
export function isBoundary({ type, kind }: ChainEntry): boolean {
  return type === 'system' && kind === 'compact_boundary';
}

function isLinkType(type: unknown): type is LinkType {
  return linkTypes.some((each) => each === type);
}

function compactionOf(line: JsonRecord): Compaction {
  const { preservedMessages, preservedSegment } = toObject(line.compactMetadata);
  const keepsAny = Boolean(preservedSegment) || Boolean(preservedMessages);
  if (isRecord(preservedMessages)) {
    const { anchorUuid, uuids } = preservedMessages;
    const kept = Array.isArray(uuids) ? uuids.slice(0, maxIds).map((each) => idOf(each) ?? '') : [];
    return { keepsAny, ...given('anchor', idOf(anchorUuid)), kept };
  }
  if (!isRecord(preservedSegment)) return { keepsAny };
  const { headUuid, anchorUuid, tailUuid } = preservedSegment;
  const segment = { ...given('head', idOf(headUuid)), ...given('tail', idOf(tailUuid)) };
  return { keepsAny, ...given('anchor', idOf(anchorUuid)), segment };
}

/** One for all: there are many lines. */
const none: readonly string[] = [];

function idsIn({ content }: JsonRecord, type: string, member: string): readonly string[] {
  if (!Array.isArray(content)) return none;
  const ids = content.flatMap((each) =>
    isRecord(each) && each.type === type ? (idOf(each[member]) ?? []) : [],
  );
  return ids.slice(0, maxIds);
}

function queuedId(uuid: string, { prompt, isMeta, origin, source_uuid }: JsonRecord): string | undefined {
  if (typeof prompt !== 'string' && !Array.isArray(prompt)) return undefined;
  if (isMeta && !comesFromSomebody(origin)) return undefined;
  return idOf(source_uuid) ?? uuid;
}

const senders = ['channel', 'observer', 'observer-activity', 'slack-ping', 'voice-call', 'peer'];

/** Such lines are marked as not typed by the user, and are shown all the same. */
function comesFromSomebody(origin: unknown): boolean {
  return isRecord(origin) && senders.some((each) => each === origin.kind);
}

function saysNothing({ content }: JsonRecord): boolean {
  return Array.isArray(content) && content.every((each) => !isRecord(each) || (each.text ?? '') === '');
}

/** What Claude Code records of a command that it carries out itself. */
const ofCommand = ['<command-name>', '<command-message>', '<local-command-', '<bash-input>', '<bash-stdout>'];

function isOfCommand(content: unknown): boolean {
  const text = Array.isArray(content) ? toObject(content[0]).text : content;
  return typeof text === 'string' && ofCommand.some((each) => text.startsWith(each));
}

const interruptions = [
  '[Request interrupted',
  '[This turn ended before it finished.]',
  '[Agent call interrupted',
];

function isInterruption(content: unknown): boolean {
  const tells = (text: unknown) =>
    typeof text === 'string' && interruptions.some((each) => text.startsWith(each));
  if (!Array.isArray(content)) return tells(content);
  return (
    content.length > 0 && content.every((each) => isRecord(each) && each.type === 'text' && tells(each.text))
  );
}
