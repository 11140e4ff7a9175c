import { mayBePath } from '../verify/fileCalls.ts';
import { type Change, LineScanner, type Part } from './LineScanner.ts';
import { type Sides, toContainer } from './pathMap.ts';
import { inputMembers, knownTools, pathMembers } from './pathPlaces.ts';

/** A conversation's id on the host and in the mirror. */
interface SessionIds {
  readonly from: string;
  readonly to: string;
}

/** What changes in the line of a file between two offsets, in order: bytes outside of it are kept. */
export type MapLine = (bytes: Uint8Array, from: number, end: number) => readonly Change[];

/** More different paths than a conversation names; beyond, they are mapped again. */
const maxKnown = 20_000;

/**
 * Lines of the host's transcript for the mirror: `cwd` and the paths in tool calls, structured results and attachments are mapped.
 * What is no JSON object stays as it is, and so do numbers, escapes and the order of members.
 * @param session when the mirror's id is another
 */
export function lineMapper(sides: Sides, session?: SessionIds): MapLine {
  const scanner = new LineScanner();
  const line = partsOf(remembered(sides), session);
  return (bytes, from, end) => scanner.changesIn(bytes, from, end, line);
}

/** Whether lines stay as they are, whatever is in them. */
export function isIdentity({ host, container, hostAlso = [] }: Sides, session?: SessionIds): boolean {
  return session === undefined && [host, ...hostAlso].every((folder) => folder === container);
}

function remembered(sides: Sides): (path: string) => string {
  const known = new Map<string, string>();
  return (path) => {
    const found = known.get(path) ?? toContainer(path, sides);
    if (known.size >= maxKnown) known.clear();
    if (path.length < 1000) known.set(path, found);
    return found;
  };
}

/** Where a line names paths, and its conversation. */
function partsOf(map: (path: string) => string, session: SessionIds | undefined): Part {
  const path: Part = { text: map };
  const input: Part = { member: (name) => (inputMembers.has(name) ? path : undefined) };
  const unknownInput: Part = { member: byMember((name) => anyText(name)) };
  const anyText = (member: string): Part =>
    nested((text) => (mayBePath(member, text.trim()) ? map(text) : text), unknownInput);
  const result: Part = { member: byMember((name) => (pathMembers.has(name) ? named : unnamed)) };
  const named = nested(map, result);
  const unnamed = nested(undefined, result);
  const block: Part = {
    object: () => {
      let tool: string | undefined;
      const name: Part = { text: (text) => (tool = text) };
      return {
        member: (member) => {
          if (member === 'name') return name;
          if (member !== 'input') return undefined;
          if (tool === undefined) return 'later';
          return knownTools.has(tool) ? input : unknownInput;
        },
      };
    },
  };
  const content: Part = { each: block };
  const message: Part = { member: (name) => (name === 'content' ? content : undefined) };
  const id: Part = { text: (text) => (text === session?.from ? session.to : text) };
  const parts = new Map<string, Part>([
    ['cwd', path],
    ['message', message],
    ['toolUseResult', unnamed],
    ['attachment', unnamed],
    ...(session
      ? ([
          ['sessionId', id],
          ['session_id', id],
        ] as const)
      : []),
  ]);
  return { member: (name) => parts.get(name) };
}

/** A text, or those of a list, and what lies in objects below. */
function nested(text: Part['text'], { member }: Part): Part {
  return {
    text,
    member,
    get each() {
      return this;
    },
  };
}

/** What the name of a member tells, asked once for each; of `__proto__`, which no client writes, nothing. */
function byMember(partOf: (name: string) => Part): NonNullable<Part['member']> {
  const known = new Map<string, Part | undefined>([['__proto__', undefined]]);
  return (name) => {
    if (known.has(name)) return known.get(name);
    const part = partOf(name);
    if (known.size < maxKnown) known.set(name, part);
    return part;
  };
}
