import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { LineRebuilder } from '../../../core/src/review/LineRebuilder.ts';
import type { Sides } from '../../../core/src/review/pathMap.ts';
import type { JsonRecord } from '../../../core/src/verify/jsonRecord.ts';
import { judgeTranscript } from '../../../core/src/verify/judgeTranscript.ts';
import { factsOf, fakeHost, session } from '../verify/support.ts';

/** The other id of a conversation. */
export const hostSession = '11111111-2222-4333-8444-555555555555';

export const sides: Sides = { host: '/home/me/app', container: '/workspaces/app' };

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

interface Rebuilt extends Pick<LineRebuilder, 'notTaken' | 'parents'> {
  /** By the number of the line, from 1. */
  readonly lines: ReadonlyMap<number, string>;
}

/** What comes out of lines that a container has added. */
export function rebuild(
  lines: readonly (string | object)[],
  options: Partial<ConstructorParameters<typeof LineRebuilder>[0]> = {},
): Rebuilt {
  const rebuilder = new LineRebuilder({
    sides,
    hostSession,
    mirrorSession: session,
    parents: [],
    checkpoints: { hash: sha256, deletes: true },
    leadsOut: (path) => path.startsWith('/home/me/app/outward'),
    ...options,
  });
  const made = new Map<number, string>();
  for (const [index, line] of lines.entries()) {
    const text = typeof line === 'string' ? line : JSON.stringify(line);
    const rebuilt = rebuilder.take(Buffer.from(text), index + 1);
    if (rebuilt !== undefined) made.set(index + 1, rebuilt);
  }
  return { lines: made, notTaken: rebuilder.notTaken, parents: rebuilder.parents };
}

/** The only line, rebuilt. */
export function rebuildLine(
  line: string | object,
  ...more: [Parameters<typeof rebuild>[1]?]
): JsonRecord | undefined {
  const text = rebuild([line], ...more).lines.get(1);
  return text === undefined ? undefined : (JSON.parse(text) as JsonRecord);
}

/** A line of the conversation as clients write it, but for what is given. */
export function chainLine(line: JsonRecord): JsonRecord {
  return {
    parentUuid: null,
    isSidechain: false,
    uuid: '00000000-0000-4000-8000-000000000001',
    timestamp: '2026-01-02T03:04:05.678Z',
    cwd: '/workspaces/app',
    sessionId: session,
    version: '2.1.332',
    ...line,
  };
}

/** What would act of lines on a host where every path outside the project is a private file, by the rules of `verify`. */
export function actingIn(lines: Iterable<string>): string[] {
  const read = (path: string) => posix.resolve('/home/me/app', path.trim().replace(/^~/, '/home/me'));
  const isOurs = (path: string) =>
    /^\/home\/me\/app(?:$|\/(?!outward))|^\/@container(?:$|\/)/.test(read(path));
  const host = {
    ...fakeHost(),
    defaultMode: 'default',
    fileAt: (path: string) => (isOurs(path) ? undefined : { real: '/home/me/secret.txt', open: false }),
    bornAt: () => 0,
    worktreeActs: () => true,
    hasBackup: () => true,
  };
  const facts = factsOf([...lines], hostSession);
  const place = { path: 'x.jsonl', session: hostSession, unfinished: false };
  return judgeTranscript(place, facts, new Set(), host).map(
    ({ severity, code, message }) => `${severity} ${code}: ${message}`,
  );
}
