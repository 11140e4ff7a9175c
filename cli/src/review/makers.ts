import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { mapCheckpointLine } from '@claude-sessions/core/review/checkpointsForContainer.ts';
import type { TakenCheckpoints } from '@claude-sessions/core/review/checkpointsForHost.ts';
import { LineRebuilder } from '@claude-sessions/core/review/LineRebuilder.ts';
import { isIdentity, lineMapper } from '@claude-sessions/core/review/mapLine.ts';
import type { Sides } from '@claude-sessions/core/review/pathMap.ts';
import type { NotTaken } from '@claude-sessions/core/review/whyNotTaken.ts';
import type { Make } from './Carrier.ts';
import { leavesFolder } from './leavesFolder.ts';
import type { Pair, Parents } from './pair.ts';
import { linesIn, NEWLINE } from './wholeLines.ts';

/** As Claude Code names backups of files. */
export const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

const newline = Buffer.from('\n');

/** In each line that names checkpoints. */
const checkpointWord = '"file-history-';

/** Lines of the host for the mirror: bytes as they are but for the paths. Those that are no UTF-8 stay as they are. */
export function forMirror(sides: Sides, session?: { from: string; to: string }): Make {
  if (isIdentity(sides, session)) return ({ bytes }) => ({ bytes });
  const changesIn = lineMapper(sides, session);
  return ({ bytes }) => {
    const made: Buffer[] = [];
    let kept = 0;
    const replace = (from: number, end: number, by?: Buffer) => {
      if (from > kept) made.push(bytes.subarray(kept, from));
      if (by) made.push(by);
      kept = end;
    };
    const isText = isUtf8(bytes);
    let checkpoint = bytes.indexOf(checkpointWord);
    const mayBeCheckpoint = (start: number, end: number) => {
      if (checkpoint >= 0 && checkpoint < start) checkpoint = bytes.indexOf(checkpointWord, start);
      return checkpoint >= start && checkpoint < end;
    };
    for (let start = 0; start < bytes.length; ) {
      const at = bytes.indexOf(NEWLINE, start);
      const end = at < 0 ? bytes.length : at;
      if (end === start) replace(start, start + 1);
      else if (isText || isUtf8(bytes.subarray(start, end))) {
        const made = mayBeCheckpoint(start, end)
          ? mapCheckpointLine(bytes.toString('utf8', start, end), sides, sha256)
          : undefined;
        if (made !== undefined) replace(start, end, Buffer.from(made));
        else
          for (const { from, end: to, text } of changesIn(bytes, start, end))
            replace(from, to, Buffer.from(text));
      }
      start = end + 1;
    }
    replace(bytes.length, bytes.length, bytes.length === 0 || bytes.at(-1) === NEWLINE ? undefined : newline);
    return { bytes: made.length === 1 ? (made[0] as Buffer) : Buffer.concat(made) };
  };
}

/** Lines of the mirror for the host, built anew. */
export interface Rebuilding {
  readonly make: Make;
  readonly notTaken: readonly NotTaken[];
}

interface ForHost {
  readonly sides: Sides;
  readonly realFolder: string;
  readonly checkpoints: TakenCheckpoints | undefined;
}

/** @param parents what was not taken of earlier lines */
export function forHost(
  { sides, realFolder, checkpoints }: ForHost,
  { mirror, host }: Pick<Pair, 'mirror' | 'host'>,
  parents: Parents,
): Rebuilding {
  const rebuilder = new LineRebuilder({
    sides,
    hostSession: sessionOf(host.slice(host.indexOf('/') + 1)),
    mirrorSession: sessionOf(mirror),
    agent: mirror.includes('/'),
    parents,
    checkpoints,
    leadsOut: leavesFolder(realFolder),
  });
  const make: Make = ({ bytes, length }, number) => {
    if (bytes.length < length) {
      rebuilder.notTaken.push({ line: number, name: '(too long)', why: 'bounds' });
      return { bytes };
    }
    const made: Buffer[] = [];
    for (const { line, number: at } of linesIn(bytes)) {
      const taken = rebuilder.take(line, number + at - 1);
      if (taken !== undefined) made.push(Buffer.from(taken), newline);
    }
    return { bytes: Buffer.concat(made), parents: rebuilder.takeDropped() };
  };
  return { make, notTaken: rebuilder.notTaken };
}

/** Whether a name in a project's folder is that of a conversation. */
export const isTranscript = (name: string): boolean =>
  /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.jsonl$/.test(name);

/** `ID` of `ID.jsonl` or `ID/subagents/...`. */
export const sessionOf = (path: string): string => /^[^/.]*/.exec(path)?.[0] ?? '';
