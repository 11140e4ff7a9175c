import { shownLine } from '../hiddenCharacters.ts';
import { isRecord, type JsonRecord } from '../verify/jsonRecord.ts';
import { isWithinBounds } from '../verify/lineBounds.ts';
import { maxLineLength } from '../verify/scanTranscript.ts';
import { isOfChain } from '../verify/unknownNames.ts';
import { Chain } from './Chain.ts';
import { isCheckpointLine } from './checkpoints.ts';
import { checkpointsForHost, type TakenCheckpoints } from './checkpointsForHost.ts';
import { HostNames, rememberLeadsOut } from './HostNames.ts';
import { isTime, isUuid, keptMembers, linkTo } from './memberRules.ts';
import type { Sides } from './pathMap.ts';
import { mapResult } from './pathPlaces.ts';
import { rebuildAttachment } from './rebuildAttachment.ts';
import { rebuildMessage } from './rebuildMessage.ts';
import { isNote, rebuildNote } from './rebuildNote.ts';
import { decodeUtf8 } from './utf8.ts';
import { type NotTaken, unknownMembers, whyNotTaken } from './whyNotTaken.ts';

export type { NotTaken };

interface RebuildOptions {
  readonly sides: Sides;
  readonly hostSession: string;
  readonly mirrorSession: string;
  /** A subagent's transcript: the conversation alone. */
  readonly agent?: boolean;
  /** Id of a dropped line -> the one to use instead, from earlier pulls. */
  readonly parents: Iterable<readonly [string, string | null]>;
  /** Of checkpoints of files; none when absent. */
  readonly checkpoints?: TakenCheckpoints | undefined;
  /** Whether a path inside the workspace leads out of it on this host, through a link. */
  leadsOut(hostPath: string): boolean;
}

/** How many lines that were not taken are named, and different names of parts. */
const maxNamed = 1000;

/** Notices of the client that come along: what they say is shown, or has a meaning in the history. */
const keptSubtypes: ReadonlySet<string> = new Set(
  'agents_killed api_error away_summary compact_boundary informational local_command microcompact_boundary model_consent_fallback model_fallback model_refusal_fallback model_refusal_no_fallback rewind_stand_in scheduled_task_fire stop_hook_summary turn_duration'.split(
    ' ',
  ),
);

/**
 * Builds the lines that a container added to a transcript anew, for the host's: known kinds, known members, known shapes (the
 * catalogue of lines, `schemas/transcript-lines.json`). What acts, and what is not known, is left out and named; every word of
 * the user and of the model is kept. Its output depends on its input alone.
 */
export class LineRebuilder {
  readonly #options: RebuildOptions;
  readonly #chain: Chain;
  readonly #leadsOut: (hostPath: string) => boolean;
  readonly #parts = new Set<string>();
  readonly notTaken: NotTaken[] = [];
  #beyond = 0;
  /** Where the conversation began, as far as is known. */
  #folder: string | undefined;

  constructor(options: RebuildOptions) {
    this.#options = options;
    this.#chain = new Chain(options.parents);
    this.#leadsOut = rememberLeadsOut(options.leadsOut);
  }

  /** What was dropped, for the next pull. */
  get parents(): ReadonlyMap<string, string | null> {
    return this.#chain.parents;
  }

  /** What was dropped since it was asked for last. */
  takeDropped(): [string, string | null][] {
    return this.#chain.takeDropped();
  }

  /** How many more were not taken than `notTaken` names. */
  get notTakenBeyond(): number {
    return this.#beyond;
  }

  /** The rebuilt line (JSON, no newline at its end), or several, or undefined when it is not taken. */
  take(line: Uint8Array, number: number): string | undefined {
    if (line.length > maxLineLength) return this.#refuse(number, { name: '(too long)', why: 'bounds' });
    const text = decodeUtf8(line);
    if (/^[ \t\r]*$/.test(text)) return undefined;
    if (!isWithinBounds(text)) return this.#refuse(number, { name: '(too many values)', why: 'bounds' });
    const value = parsed(text);
    if (!isRecord(value)) return this.#refuse(number, { name: '(no JSON)', why: 'damaged' });
    if (isCheckpointLine(value)) return this.#checkpoints(value, number);
    const rebuilt = isOfChain(value) ? this.#ofChain(value, number) : this.#note(value, number);
    return rebuilt && JSON.stringify(rebuilt);
  }

  #refuse(line: number, { name, why }: Omit<NotTaken, 'line'>): undefined {
    if (this.notTaken.length < maxNamed) this.notTaken.push({ line, name: shownLine(name, 80), why });
    else this.#beyond++;
  }

  /** A part of a line that is taken without it. */
  #leaveOut(line: number, name: string): void {
    if (this.#parts.has(name) || this.#parts.size >= maxNamed) return;
    this.#parts.add(name);
    this.#refuse(line, { name, why: 'unknown' });
  }

  /** Lines about checkpoints of files. An agent has none of its own. */
  #checkpoints(line: JsonRecord, number: number): string | undefined {
    const { agent, checkpoints, sides } = this.#options;
    const where = { sides, folder: this.#folder ?? sides.container };
    const made =
      checkpoints && !agent ? checkpointsForHost(line, this.#chain, { ...checkpoints, ...where }) : [];
    if (made.length === 0) return this.#refuse(number, whyNotTaken(line));
    return made.map((each) => JSON.stringify(each)).join('\n');
  }

  /** What stands beside the conversation: titles and the like. */
  #note(line: JsonRecord, number: number): JsonRecord | undefined {
    const { hostSession, mirrorSession, agent } = this.#options;
    const type = typeof line.type === 'string' ? line.type : '';
    const isOwn = line.sessionId === mirrorSession || (type === 'summary' && line.sessionId === undefined);
    if (isNote(type) && isOwn && !agent) {
      const session = line.sessionId === undefined ? undefined : hostSession;
      const rebuilt = rebuildNote(line, type, session, this.#chain);
      if (rebuilt) return rebuilt;
      return this.#refuse(number, { name: type, why: 'unknown' });
    }
    if (isNote(type) && !agent) this.#refuse(number, { name: `${type} of another session`, why: 'unknown' });
    else this.#refuse(number, whyNotTaken(line));
    return this.#drop(line);
  }

  /** @returns what stands in its place where a line before it follows it: an attachment of which nothing is made */
  #drop(line: JsonRecord): JsonRecord | undefined {
    const { uuid, parentUuid, timestamp } = line;
    if (!isUuid(uuid)) return undefined;
    if (this.#chain.isAwaited(uuid) && isTime(timestamp))
      return this.#around(line, {
        type: 'attachment',
        attachment: { type: 'command_permissions', allowedTools: [] },
      });
    this.#chain.drop(uuid, isUuid(parentUuid) ? parentUuid : null);
    return undefined;
  }

  #ofChain(line: JsonRecord, number: number): JsonRecord | undefined {
    if (typeof line.cwd === 'string') this.#folder ??= line.cwd;
    const misshapen = (
      [
        ['uuid', isUuid],
        ['timestamp', isTime],
        // Of another session too: old versions of Claude Code copy the lines of the conversation that is gone on with.
        ['sessionId', isUuid],
      ] as const
    ).find(([name, fits]) => !fits(line[name]));
    const body = misshapen ? undefined : this.#body(line, number);
    if (!body) {
      if (misshapen) this.#refuse(number, { name: `${line.type}: ${misshapen[0]}`, why: 'unknown' });
      else this.#refuse(number, whyNotTaken(line));
      return this.#drop(line);
    }
    for (const name of unknownMembers(line)) this.#leaveOut(number, `member ${name}`);
    return this.#around(line, body);
  }

  #names({ cwd }: JsonRecord): HostNames {
    const { sides } = this.#options;
    return new HostNames(sides, typeof cwd === 'string' ? cwd : sides.container, this.#leadsOut);
  }

  /** What a line says, by its type. */
  #body(line: JsonRecord, number: number): JsonRecord | undefined {
    const names = this.#names(line);
    const unknown = (name: string) => this.#leaveOut(number, name);
    const { type } = line;
    if (type === 'user' || type === 'assistant') {
      const message = rebuildMessage(line.message, type, names, unknown);
      if (!message) return undefined;
      const { toolUseResult: result } = line;
      return { type, message, ...(result !== undefined && { toolUseResult: mapResult(result, names) }) };
    }
    if (type === 'system') return notice(line);
    const said = isRecord(line.attachment) ? rebuildAttachment(line.attachment, names) : undefined;
    if (!said) return undefined;
    const message = { role: 'user', content: said.content };
    return { type: 'user', message, ...(said.isMeta && { isMeta: true }) };
  }

  /** The line, with what it has in common with others. */
  #around(line: JsonRecord, body: JsonRecord): JsonRecord {
    const { uuid, timestamp, cwd } = line;
    const parent = linkTo(line.parentUuid, this.#chain) ?? null;
    const parentUuid = parent === uuid ? null : parent;
    this.#chain.keep(String(uuid), parentUuid);
    return {
      parentUuid,
      ...keptMembers(line, this.#chain),
      ...body,
      uuid,
      timestamp,
      ...(typeof cwd === 'string' && { cwd: this.#names(line).folder(cwd) }),
      sessionId: this.#options.hostSession,
    };
  }
}

function notice({ subtype, content }: JsonRecord): JsonRecord | undefined {
  if (typeof subtype !== 'string' || !keptSubtypes.has(subtype)) return undefined;
  return { type: 'system', subtype, ...(typeof content === 'string' && { content }) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
