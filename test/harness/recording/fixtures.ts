import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repository } from '../system/repository.ts';
import type { Recording } from './record.ts';
import { representative } from './representative.ts';

/** Of each version: some lines of its transcripts (`VERSION.jsonl`), and the names of the files that it makes (`VERSION.txt`). */
export const fixtures = join(repository, 'test/fixtures/transcripts');
export const fixtureNames = join(repository, 'test/fixtures/transcriptFiles');

/** Writes what is kept of a recording in the repository. */
export function writeFixtures(version: string, { files }: Pick<Recording, 'files'>): void {
  const transcripts = files.filter(({ path }) => path.endsWith('.jsonl')).map(({ text }) => text);
  const write = (path: string, lines: readonly string[]) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${lines.join('\n')}\n`);
  };
  write(join(fixtures, `${version}.jsonl`), representative(transcripts));
  write(
    join(fixtureNames, `${version}.txt`),
    files.map(({ path }) => path),
  );
}
