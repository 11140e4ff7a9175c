import { appendFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { type SnapshotPlace, sessionNumber } from './SnapshotPlace.ts';

/** What may become of a transcript. */
export type Change =
  | { kind: 'append' | 'rewrite'; which: number; text: string }
  | { kind: 'cut' | 'delete' | 'fork' | 'rename'; which: number; at: number };

const which = fc.nat(7);
const text = fc.string({ unit: 'binary', maxLength: 3000 });
export const changes: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constantFrom('append', 'append', 'rewrite'), which, text }),
  fc.record({ kind: fc.constantFrom('cut', 'delete', 'fork', 'rename'), which, at: fc.nat(100) }),
);

/** Makes it. */
export function change(own: SnapshotPlace, each: Change): void {
  const path = own.put(own.transcript(9), '');
  const at = join(own.transcripts, `${sessionNumber(each.which)}.jsonl`);
  rmSync(path);
  const bytes = () => {
    try {
      return readFileSync(at);
    } catch {
      return Buffer.alloc(0);
    }
  };
  if (each.kind === 'append') appendFileSync(at, `${each.text}\n`);
  else if (each.kind === 'rewrite') own.put(own.transcript(each.which), each.text);
  else if (each.kind === 'cut') {
    if (bytes().length > 0) truncateSync(at, Math.floor((bytes().length * each.at) / 100));
  } else if (each.kind === 'delete') rmSync(at, { force: true });
  else if ('at' in each) {
    const other = join(own.transcripts, `${sessionNumber((each.which + each.at) % 8)}.jsonl`);
    if (each.kind === 'fork' && bytes().length > 0)
      writeFileSync(other, Buffer.concat([bytes(), Buffer.from('fork\n')]));
    else if (bytes().length > 0) renameSync(at, other);
  }
}
