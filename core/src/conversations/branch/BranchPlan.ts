import { isRecord, type JsonRecord } from '../../verify/jsonRecord.ts';
import { linkOf, type TranscriptLink } from '../TranscriptLink.ts';
import { type Branch, branchLine, branchNote } from './branchLine.ts';
import { NewIds } from './NewIds.ts';
import { upToMessage } from './upToMessage.ts';

/** What becomes of a line. */
type Role = 'message' | 'emptied' | 'note';

/** A line that is read for the second time. */
export interface SeenLine {
  /** Each byte a character. */
  readonly text: string;
  readonly record: JsonRecord;
}

const dataFlow = ['data-flow-records', 'data-flow-incomplete'];

/**
 * A branch that is worked out while a transcript is read, and written while it is read again: of its lines only what makes them hang
 * together is kept in memory.
 */
export class BranchPlan {
  readonly #from: string;
  readonly #links: TranscriptLink[] = [];
  readonly #places: number[] = [];
  readonly #roles = new Map<number, Role>();
  readonly #flows: number[] = [];
  #hasOwnFlow = false;
  #hasMessages = false;
  #last = -1;
  readonly #ids: NewIds;
  /** Notes of which the last counts, or that stand at the beginning. */
  #isSuppressed = false;
  #isRestricted = false;
  #relocated: JsonRecord | undefined;
  #latch: JsonRecord | undefined;
  #tools: JsonRecord | undefined;
  #derived: readonly unknown[] | undefined;

  readonly #isWhole: boolean;
  #before: TranscriptLink | undefined;

  /** @param isWhole no message is chosen: then of a line no more than its uuid is kept */
  constructor(from: string, isWhole: boolean, makeUuid: (uuid: string) => string) {
    this.#from = from;
    this.#isWhole = isWhole;
    this.#ids = new NewIds(makeUuid);
  }

  /** @param place the number of the line */
  see(record: JsonRecord, place: number): void {
    const link = linkOf(record, this.#before);
    if (!link) this.#seeNote(record, place);
    else if (!link.isSidechain) {
      this.#before = link;
      if (this.#isWhole) this.#keep(link, place, 'message');
      else {
        this.#links.push(link);
        this.#places.push(place);
      }
    }
  }

  #keep(link: TranscriptLink, place: number, role: Role): void {
    this.#ids.add(link);
    if (link.type === 'progress') return;
    this.#roles.set(place, role);
    this.#last = Math.max(this.#last, place);
    this.#hasMessages = true;
  }

  #seeNote(record: JsonRecord, place: number): void {
    const { type, sessionId } = record;
    const isOwn = sessionId === this.#from;
    if (type === 'history-suppression') this.#isSuppressed = true;
    else if (type === 'hybrid-organization') this.#roles.set(place, 'note');
    else if (type === 'session-owner' && Array.isArray(record.restricted) && !this.#isRestricted) {
      this.#isRestricted = true;
      this.#roles.set(place, 'note');
    } else if (
      dataFlow.includes(`${type}`) &&
      typeof sessionId === 'string' &&
      record.agentId === undefined
    ) {
      this.#flows.push(place);
      this.#hasOwnFlow ||= isOwn;
    } else if (isOwn) this.#seeOwn(record, place);
  }

  #seeOwn(record: JsonRecord, place: number): void {
    const { type } = record;
    if (type === 'content-replacement' && Array.isArray(record.replacements)) this.#roles.set(place, 'note');
    else if (type === 'relocated' && typeof record.relocatedCwd === 'string' && record.relocatedCwd !== '')
      this.#relocated = record;
    else if (type === 'atis-latch' && typeof record.atis === 'string' && /^[\x21-\x7e]*$/.test(record.atis))
      this.#latch = record;
    else if (type === 'tools-used' && Array.isArray(record.tools)) this.#tools = record;
    else if (type === 'derived-from' && Array.isArray(record.sessions)) this.#derived = record.sessions;
  }

  /** The uuids of messages that begin with these characters; those of all of them where there are none. */
  uuidsOf(start: string): string[] {
    const all = this.#links.flatMap(({ uuid, queuedAs }) =>
      queuedAs === undefined ? uuid : [uuid, queuedAs],
    );
    return [...new Set(all.filter((uuid) => uuid.startsWith(start)))];
  }

  /**
   * Decides what of it is in the branch. Once all lines were seen.
   * @param uuid of the last message, where one was chosen
   * @returns false where that is no message at all
   */
  decide(uuid?: string): boolean {
    if (uuid !== undefined) {
      const { kept, emptied } = upToMessage(this.#links, uuid);
      for (const index of kept) {
        const link = this.#links[index];
        if (link) this.#keep(link, this.#places[index] ?? -1, emptied.has(index) ? 'emptied' : 'message');
      }
    }
    if (this.#hasOwnFlow) for (const place of this.#flows) this.#roles.set(place, 'note');
    this.#links.length = 0;
    return this.#hasMessages;
  }

  isKept(place: number): boolean {
    return this.#roles.has(place);
  }

  /** What stands before the lines. */
  first(to: string, now: string): string[] {
    const note = { type: 'history-suppression', sessionId: to, cause: 'fork_inherit', ts: now };
    return this.#isSuppressed ? [JSON.stringify(note)] : [];
  }

  /** A line of the branch, each byte a character. */
  line({ text, record }: SeenLine, place: number, branch: Omit<Branch, 'from' | 'ids'>, now: string): string {
    const role = this.#roles.get(place);
    if (role === 'note') return branchNote(text, branch.to);
    return branchLine(
      text,
      record,
      { ...branch, from: this.#from, ids: this.#ids },
      { emptied: role === 'emptied', ...(place === this.#last && { now }) },
    );
  }

  /** What stands behind the lines. */
  last(
    to: string,
    title: string,
    { isElsewhere, now, uuid }: { isElsewhere: boolean; now: string; uuid: string },
  ): string[] {
    const own = (record: JsonRecord | undefined) => (record ? [{ ...record, sessionId: to }] : []);
    const relocated = isElsewhere ? [] : own(this.#relocated);
    const title_ = { type: 'custom-title', sessionId: to, customTitle: title, uuid, timestamp: now };
    return [...own(this.#latch), ...own(this.#tools), ...this.#derivedFrom(to), ...relocated, title_].map(
      (each) => JSON.stringify(each),
    );
  }

  #derivedFrom(to: string): object[] {
    if (this.#derived === undefined && !this.#hasOwnFlow) return [];
    const own = { type: 'claude_code_session', id: this.#from, via: 'fork' };
    const others = (this.#derived ?? []).filter((each) => !isRecord(each) || each.id !== this.#from);
    return [{ type: 'derived-from', v: 1, sessionId: to, sessions: [...others, own] }];
  }
}
