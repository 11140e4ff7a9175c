import { isRecord, type JsonRecord } from '../verify/jsonRecord.ts';
import type { Chain } from './Chain.ts';
import { copyOf } from './pathPlaces.ts';

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const isUuid = (value: unknown): value is string => typeof value === 'string' && uuidForm.test(value);

const timeForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
export const isTime = (value: unknown): value is string =>
  typeof value === 'string' && timeForm.test(value) && !Number.isNaN(Date.parse(value));

const isText = (value: unknown) => typeof value === 'string' && value.length <= 4096;
const isFlag = (value: unknown) => typeof value === 'boolean';
const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
const isName = (value: unknown) => typeof value === 'string' && /^[\w-]{1,64}$/.test(value);
const isVersion = (value: unknown) => typeof value === 'string' && /^\d+\.\d+\.\d+[\w.+-]{0,40}$/.test(value);

/** A shape, and the members that have it. What has another shape is left out. */
const shapes: readonly (readonly [(value: unknown) => boolean, string])[] = [
  [
    isFlag,
    'hasOutput isAbortedMidStream isApiErrorMessage isCompactSummary isMeta isReplay isSidechain isSynthetic isVisibleInTranscriptOnly preventContinuation preventedContinuation queueSkipAttachments turnCompanion',
  ],
  [
    isNumber,
    'apiBlockIndex durationMs hookCount maxRetries messageCount retryAttempt retryInMs thinkingDurationMs',
  ],
  [
    isText,
    'attributionAgent attributionMcpServer attributionMcpTool attributionPlugin attributionSkill entrypoint gitBranch level promptId promptSource requestId requestedModel sourceToolUseID stopReason thinkingDisplay toolDenialKind toolUseID turnOrigin userType',
  ],
  [isName, 'agentId'],
  [isVersion, 'version'],
  // Of these nothing is opened or run; their texts are shown at most.
  [
    isRecord,
    'commandRun compactMetadata forkedFrom microcompactMetadata origin promptSubmitEnding summarizeMetadata thinkingMetadata turnPosition',
  ],
  [Array.isArray, 'failedHookErrorIndexes hookAdditionalContext hookErrors hookInfos imagePasteIds todos'],
  [(value) => isText(value) || isRecord(value), 'cause error'],
];

const shapeOf: ReadonlyMap<string, (value: unknown) => boolean> = new Map(
  shapes.flatMap(([shape, names]) => names.split(' ').map((name) => [name, shape] as const)),
);

/** Members that name a line of the same transcript. */
const links: ReadonlySet<string> = new Set(
  'logicalParentUuid sourceToolAssistantUUID interruptedMessageId'.split(' '),
);

/** Members that are made by functions of their own. */
const made: ReadonlySet<string> = new Set(
  'type uuid parentUuid timestamp sessionId cwd subtype message content toolUseResult attachment'.split(' '),
);

export const isKeptMember = (name: string): boolean => shapeOf.has(name) || links.has(name) || made.has(name);

/** Members that name lines of the same transcript, somewhere in them. */
const records: ReadonlySet<string> = new Set(
  'compactMetadata microcompactMetadata summarizeMetadata'.split(' '),
);

/** The members of a line of the conversation that are kept, in the order of the tables, but for those that are made apart. */
export function keptMembers(line: JsonRecord, chain: Chain): JsonRecord {
  const kept: JsonRecord = {};
  for (const name of links) {
    const link = Object.hasOwn(line, name) ? linkTo(line[name], chain) : undefined;
    if (link !== undefined) kept[name] = link;
  }
  for (const [name, fits] of shapeOf) {
    const value = line[name];
    if (!Object.hasOwn(line, name) || !fits(value)) continue;
    kept[name] = records.has(name) ? linked(copyOf(value), chain) : copyOf(value);
  }
  return kept;
}

/** A member of another shape is left out; null says that nothing is before. */
export function linkTo(value: unknown, chain: Chain): string | null | undefined {
  return value === null ? null : isUuid(value) ? chain.kept(value) : undefined;
}

/** Ids in the record of a compaction: those of dropped lines lead to kept ones, or are left out of a list. */
function linked(value: unknown, chain: Chain): unknown {
  if (isUuid(value)) return chain.kept(value);
  if (Array.isArray(value))
    return value
      .filter((each) => !isUuid(each) || !chain.parents.has(each))
      .map((each) => linked(each, chain));
  if (!isRecord(value)) return value;
  const members = Object.entries(value).map(([name, each]) => [name, linked(each, chain)] as const);
  // Without its two ends a segment is none.
  return Object.fromEntries(members.filter(([name, each]) => name !== 'preservedSegment' || isWhole(each)));
}

const isWhole = (segment: unknown) =>
  isRecord(segment) && Object.values(segment).every((end) => end !== null);
