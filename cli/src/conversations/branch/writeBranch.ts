import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { fstatSync, fsyncSync, writeSync } from 'node:fs';
import { BranchPlan } from '@claude-sessions/core/conversations/branch/BranchPlan.ts';
import { UserError } from '../../host/errors.ts';
import { recordOf, transcriptLines } from '../transcriptLines.ts';

/** What a branch is made of, and how it is called. */
export interface BranchSource {
  /** The transcript, open. */
  readonly fd: number;
  /** Its session id, and that of the branch. */
  readonly from: string;
  readonly to: string;
  readonly title: string;
  /** The uuid of the last message, or the beginning of one: all of it, if absent. */
  readonly at?: string;
  /** The directory for one of its lines. */
  readonly cwdFor?: (cwd: string) => string;
  /** What new uuids are made of, and the time that it says: with the same ones the same branch is made again. */
  readonly again?: { readonly key: Buffer; readonly now: string };
}

/** A branch that was worked out, and can be written. */
export interface ReadyBranch {
  /** The uuid of its last message in the conversation that was branched, where one was chosen. */
  readonly at: string | undefined;
  /** @returns how many lines it has. @throws UserError when the transcript was changed meanwhile, and not only added to */
  write(fd: number): number;
}

/**
 * Works out a branch of a transcript, of the length that it has now: the last line counts where it is whole.
 * @throws UserError where there is no such message
 */
export function readBranch(source: BranchSource): ReadyBranch {
  const { fd, from } = source;
  const key = source.again?.key ?? randomBytes(32);
  const plan = new BranchPlan(from, source.at === undefined, (uuid) =>
    uuidOf(createHmac('sha256', key).update(uuid).digest()),
  );
  const size = fstatSync(fd).size;
  const hash = createHash('sha256');
  let place = 0;
  for (const { bytes } of transcriptLines(fd, size)) {
    hash.update(bytes).update('\n');
    const record = recordOf(bytes);
    if (record) plan.see(record, place);
    place++;
  }
  const at = source.at === undefined ? undefined : chosen(plan, source.at, source.from);
  if (!plan.decide(at))
    throw new UserError('There is no message in this conversation to branch from.', 'Choose another one.');
  const read = hash.digest('hex');
  return { at, write: (to) => write({ source, plan, size, read }, to) };
}

function chosen(plan: BranchPlan, start: string, id: string): string {
  const found = plan.uuidsOf(start);
  const [first] = found;
  if (found.includes(start)) return start;
  if (first === undefined)
    throw new UserError(
      `There is no message ${start} in this conversation.`,
      `See \`claude-sessions show ${id}\`: the uuid of each prompt begins as its heading says.`,
    );
  if (found.length > 1)
    throw new UserError(`${found.length} messages begin with ${start}.`, 'Write more of its uuid.');
  return first;
}

function titleUuid({ again, to }: BranchSource): string {
  return again ? uuidOf(createHmac('sha256', again.key).update(`title ${to}`).digest()) : randomUUID();
}

/** As version 4 has it. */
export function uuidOf(bytes: Buffer): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

interface Work {
  readonly source: BranchSource;
  readonly plan: BranchPlan;
  readonly size: number;
  /** The hash of what was read. */
  readonly read: string;
}

function write({ source, plan, size, read }: Work, fd: number): number {
  const { to, title, cwdFor } = source;
  const now = source.again?.now ?? new Date().toISOString();
  const out = new LineWriter(fd);
  const hash = createHash('sha256');
  for (const each of plan.first(to, now)) out.add(each, 'utf8');
  let place = -1;
  for (const { bytes } of transcriptLines(source.fd, size)) {
    hash.update(bytes).update('\n');
    place++;
    if (!plan.isKept(place)) continue;
    const record = recordOf(bytes);
    if (!record) throw changed();
    out.add(
      plan.line({ text: bytes.toString('latin1'), record }, place, { to, ...(cwdFor && { cwdFor }) }, now),
      'latin1',
    );
  }
  if (hash.digest('hex') !== read) throw changed();
  const isElsewhere = cwdFor !== undefined;
  for (const each of plan.last(to, title, { isElsewhere, now, uuid: titleUuid(source) }))
    out.add(each, 'utf8');
  out.flush();
  fsyncSync(fd);
  return out.lines;
}

const changed = () => new UserError('The conversation was changed while it was read.', 'Run this again.');

const blockLength = 1024 * 1024;

class LineWriter {
  lines = 0;
  readonly #fd: number;
  #parts: Buffer[] = [];
  #length = 0;

  constructor(fd: number) {
    this.#fd = fd;
  }

  add(line: string, encoding: 'utf8' | 'latin1'): void {
    const bytes = Buffer.from(`${line}\n`, encoding);
    this.#parts.push(bytes);
    this.#length += bytes.length;
    this.lines++;
    if (this.#length > blockLength) this.flush();
  }

  flush(): void {
    const bytes = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#length = 0;
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#fd, bytes, at);
  }
}
