import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { joinFacts } from '../../../core/src/verify/joinFacts.ts';
import type { ActsHost } from '../../../core/src/verify/judgeActs.ts';
import type { HostFile, ReadHost } from '../../../core/src/verify/judgeRead.ts';
import type { VerifyHost } from '../../../core/src/verify/judgeRewind.ts';
import { ownTrustKeys, type TextHost } from '../../../core/src/verify/judgeTexts.ts';
import { judgeTranscript, type WorktreeHost } from '../../../core/src/verify/judgeTranscript.ts';
import {
  type ByteSearch,
  type ScanOptions,
  type ScanResult,
  TranscriptScan,
} from '../../../core/src/verify/scanTranscript.ts';
import { maySpread, SpreadValues } from '../../../core/src/verify/spreadValues.ts';
import { FactCollector, type TranscriptFacts } from '../../../core/src/verify/transcriptFacts.ts';
import type { VerifyFinding } from '../../../core/src/verify/verifyFinding.ts';

export const session = '0e7e4f5c-0000-4000-8000-000000000000';

export const search: ByteSearch = {
  indexOf: (bytes, needle, from) => (bytes as Buffer).indexOf(needle, from),
};

/** What a scan of these bytes hands out; read in pieces of `piece` bytes. */
export function scan(bytes: Buffer, options: ScanOptions = {}, piece = 1 << 20, from = 0) {
  const lines: { text: string; number: number }[] = [];
  const long: { length: number; number: number }[] = [];
  const handler = {
    line: (line: Uint8Array, number: number) => lines.push({ text: Buffer.from(line).toString(), number }),
    longLine: (length: number, number: number) => long.push({ length, number }),
  };
  const scanner = new TranscriptScan(search, handler, options);
  const result: ScanResult = scanner.run(sourceOf(bytes, piece, from), Buffer.alloc(4 << 20));
  return { ...result, handed: lines, long };
}

function sourceOf(bytes: Buffer, piece = 1 << 20, from = 0) {
  let at = from;
  const read = (into: Uint8Array) => {
    const count = bytes.copy(into, 0, at, at + Math.min(piece, into.length));
    at += count;
    return count;
  };
  return { read };
}

/** What the lines of a transcript say, as `verify` collects it. */
export function factsOf(
  lines: readonly (string | object)[],
  id: string | undefined = session,
): TranscriptFacts {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const found = scan(Buffer.from(`${text}\n`));
  const hash = (what: string) => createHash('sha256').update(what).digest('hex');
  const collector = new FactCollector(id, hash);
  for (const line of found.handed) collector.line(line.text, line.number);
  const facts = collector.finish(found.lines);
  if (!maySpread(facts, false)) return facts;
  const spread = new FactCollector(id, hash);
  const values = new SpreadValues(spread, (bytes) => Buffer.from(bytes).toString());
  new TranscriptScan(search, values).run(sourceOf(Buffer.from(`${text}\n`)), Buffer.alloc(4 << 20));
  values.finish();
  return joinFacts([spread.finish(0), facts]);
}

/**
 * What of a real conversation's transcript is found above information, on a host that knows its prompts. Its user set a goal, gave
 * it up, and rewound to before that: it may be open again.
 */
export function alarmsOf(path: string, id: string | undefined, lines: readonly string[]): VerifyFinding[] {
  const host = fakeHost();
  const facts = factsOf(lines, id);
  const known = new Set(facts.texts.flatMap(({ what }) => ownTrustKeys(host, what)));
  const found = judgeTranscript({ path, session: id ?? '', unfinished: false }, facts, known, host);
  return found.filter(({ severity, code }) => severity !== 'information' && code !== 'goal-open');
}

/** A host with nothing on it but what is said. */
export function fakeHost(
  files: Record<string, number> = {},
  backups: readonly string[] = [],
  readable: Record<string, HostFile> = {},
): VerifyHost & TextHost & WorktreeHost & ReadHost & ActsHost {
  const isIn = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
  return {
    defaultMode: undefined,
    home: '/home/me',
    isIn,
    shared: ['/home/me/app', '/home/me/.claude/projects/-home-me-app'],
    ownPlaces: ['/home/me/.claude/plans'],
    fileAt: (path) => readable[path],
    isText: () => false,
    workspaceFolders: ['/home/me/app'],
    locate: (path) => (posix.isAbsolute(path) ? path : posix.join('/home/me/app', path)),
    insidePath: (path) =>
      path === '/home/me/app' || path.startsWith('/home/me/app/')
        ? path.slice('/home/me/app'.length)
        : undefined,
    birthIsHidden: (path) => path.startsWith('/tmp/'),
    knownPaths: new Set([
      '/home/me/app',
      '/home/me/.claude/projects/-home-me-app/memory',
      '/workspaces/app',
      '/var/lib/claude/projects/-workspaces-app/memory',
    ]),
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    bornAt: (path) => files[path],
    leadsOut: (path) => path.startsWith('/home/me/app/outward/'),
    hasBackup: (_, name) => backups.includes(name),
    worktreeActs: (path) => path in files,
  };
}
