import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findSnapshot, listSnapshots, writeFromSnapshot } from '../../../../cli/src/snapshots/snapshots.ts';
import { rounds } from '../../../harness/system/rounds.ts';
import { change, changes } from './randomHistory.ts';
import { SnapshotPlace, sessionNumber } from './SnapshotPlace.ts';

let place: SnapshotPlace;
beforeEach(() => {
  place = new SnapshotPlace();
});
afterEach(() => place.remove());

const sorted = (files: Map<string, string>) => [...files].sort();
const line = (text: string) => `${JSON.stringify({ type: 'user', text })}\n`;
const stored = () =>
  [...place.files(join(place.store, 'pieces')).values()].map((each) => Number(each.split(' ')[0]));
const total = () => stored().reduce((sum, size) => sum + size, 0);

describe('a snapshot', () => {
  it('has what belongs to the conversations of the project, and nothing else', async () => {
    const id = sessionNumber(1);
    const slug = `projects/${place.slug}`;
    const wanted = [
      `${slug}/${id}.jsonl`,
      `${slug}/${id}/subagents/agent-1.jsonl`,
      `${slug}/${id}/tool-results/1.txt`,
      `${slug}/${sessionNumber(2)}/subagents/agent-2.jsonl`,
      `${slug}/agent-old.jsonl`,
      `${slug}/memory/MEMORY.md`,
      `tasks/${id}/1.json`,
      `todos/${id}-agent-${id}.json`,
      `file-history/${id}/a@v1`,
      'plans/quiet-fox.md',
    ];
    for (const path of wanted) place.put(path, path);
    place.put(`${slug}/${id}.jsonl`, line(`wrote ${place.configDir}/plans/quiet-fox.md`));
    for (const path of [
      `${slug}/sessions-index.json`,
      `projects/-other/${sessionNumber(3)}.jsonl`,
      `tasks/${sessionNumber(3)}/1.json`,
      'plans/of-another.md',
      '.credentials.json',
      'settings.json',
      'history.jsonl',
      '.claude.json',
    ])
      place.put(path, 'not this');
    const { snapshot } = await place.take();
    expect(snapshot.sides[0]?.files.map(({ path }) => path).sort()).toEqual(wanted.sort());
  });

  it('leaves alone what another conversation of the same id has', async () => {
    place.put(place.transcript(1), line('a'));
    place.put(`projects/-other/${sessionNumber(1)}.jsonl`, line('b'));
    place.put(`tasks/${sessionNumber(1)}/1.json`, '{}');
    const { snapshot } = await place.take();
    expect([...place.back(snapshot).keys()]).toEqual([place.transcript(1)]);
  });

  it('follows no link, waits for no pipe, and names both', async () => {
    place.put(place.transcript(1), line('a'));
    place.put('.credentials.json', 'secret');
    const folder = join(place.transcripts, sessionNumber(1));
    mkdirSync(folder);
    symlinkSync(join(place.configDir, '.credentials.json'), join(folder, 'link'));
    symlinkSync(place.configDir, join(folder, 'above'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    symlinkSync(
      join(place.configDir, '.credentials.json'),
      join(place.transcripts, `${sessionNumber(2)}.jsonl`),
    );
    const troubles: string[] = [];
    const { snapshot } = await place.take({ onTrouble: (sentence) => troubles.push(sentence) });
    expect([...place.back(snapshot).keys()]).toEqual([place.transcript(1)]);
    expect(troubles.join('\n')).toMatch(/above is a link.*link is a link.*pipe is no regular file/s);
    expect(troubles).toHaveLength(4);
  });

  it('keeps of a file that grew the new bytes, of one that is the same elsewhere none', async () => {
    const path = place.put(place.transcript(1), line('a'.repeat(5000)));
    await place.take();
    const first = total();
    expect(first).toBe(statSync(path).size);
    appendFileSync(path, line('b'));
    const { newBytes, newFiles } = await place.take();
    expect([newBytes, newFiles, total() - first]).toEqual([line('b').length, 1, line('b').length]);
    writeFileSync(join(place.transcripts, `${sessionNumber(2)}.jsonl`), `${readFileSync(path)}${line('c')}`);
    expect((await place.take()).newBytes).toBe(line('c').length);
  });

  it('is the last one where nothing is new, unless it was asked for', async () => {
    const path = place.put(place.transcript(1), line('a'));
    const first = await place.take();
    const again = await place.take();
    expect([again.isUnchanged, again.snapshot.id]).toEqual([true, first.snapshot.id]);
    utimesSync(path, 1, 1);
    expect((await place.take()).isUnchanged).toBe(false);
    const asked = await place.take({ reason: 'asked', name: 'Before the change' });
    expect(asked.isUnchanged).toBe(false);
    const all = await listSnapshots(place.request);
    expect(all.map(({ id }) => id)).toEqual(
      all
        .map(({ id }) => id)
        .toSorted()
        .toReversed(),
    );
    expect((await findSnapshot(place.request, 'before the')).id).toBe(asked.snapshot.id);
    await expect(findSnapshot(place.request, '2')).rejects.toThrow(/begin with 2/);
  });

  it('is given back with time and mode, and never damaged', async () => {
    const path = place.put(place.transcript(1), line('a'));
    utimesSync(path, 1000, 1000);
    chmodSync(path, 0o640);
    const { snapshot } = await place.take();
    const file = snapshot.sides[0]?.files[0];
    if (!file) throw new Error('nothing was kept');
    const to = join(place.root, 'back/x.jsonl');
    await writeFromSnapshot(place.home, file, to);
    expect([statSync(to).mtimeMs, statSync(to).mode & 0o777]).toEqual([1_000_000, 0o640]);
    for (const name of readdirSync(join(place.store, 'pieces'), { recursive: true }) as string[])
      if (name.includes('/')) writeFileSync(join(place.store, 'pieces', name), line('b'));
    await expect(writeFromSnapshot(place.home, file, to)).rejects.toThrow(/is damaged/);
    expect(readFileSync(to, 'utf8')).toBe(line('a'));
  });

  it('is read by a shell', async () => {
    const path = place.put(place.transcript(1), line('a'));
    place.put(`projects/${place.slug}/memory/two  words .md`, 'note');
    place.put(`projects/${place.slug}/memory/empty.md`, '');
    await place.take();
    appendFileSync(path, line('b'));
    await place.take();
    const documented = readFileSync(join(import.meta.dirname, '../../../../docs/keep.md'), 'utf8');
    const [, script = ''] = /```sh\n(cd ~\/\.claude-sessions\/snapshots\n.*?)```/s.exec(documented) ?? [];
    const manifest = execFileSync('sh', ['-c', 'ls of/*/*Z-* | tail -n 1'], {
      cwd: place.store,
      encoding: 'utf8',
    });
    const to = join(place.root, 'given-back');
    const words = script.replace('of/PROJECT/ID', manifest.trim()).replace('"$HOME/given-back"', to);
    execFileSync('sh', ['-eu', '-c', words], { env: { PATH: process.env.PATH, HOME: place.home } });
    expect(sorted(place.files(to))).toEqual(sorted(place.files()));
  });
});

const snapshotNow = fc.constant('snapshot' as const);

it('gives back each file of random histories', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ weight: 3, arbitrary: changes }, { weight: 1, arbitrary: snapshotNow }), {
        minLength: 3,
        maxLength: 25,
      }),
      async (steps) => {
        const own = new SnapshotPlace();
        const taken: [Awaited<ReturnType<SnapshotPlace['take']>>['snapshot'], Map<string, string>][] = [];
        const look = async () => {
          const before = own.files();
          taken.push([(await own.take()).snapshot, before]);
        };
        for (const each of steps) {
          if (each === 'snapshot') await look();
          else change(own, each);
        }
        await look();
        for (const [snapshot, files] of taken) {
          const there = await findSnapshot(own.request, snapshot.id).catch(() => undefined);
          // The next of the same hour, with more of everything, may have taken its place.
          if (there) expect(sorted(own.back(there))).toEqual(sorted(files));
        }
        const [newest] = await listSnapshots(own.request);
        expect(newest && sorted(own.back(newest))).toEqual(sorted(own.files()));
        own.remove();
      },
    ),
    { numRuns: rounds({ short: 60, long: 1500 }) },
  );
});
