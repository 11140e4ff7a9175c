import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planRollback, planUndo, rollBack } from '../../../../cli/src/snapshots/snapshots.ts';
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

describe('a rollback', () => {
  it('shortens, rewrites, brings back and takes away; undone, all is as it was', async () => {
    const [one, two, three] = [1, 2, 3].map((number) => place.transcript(number)) as [string, string, string];
    const at = (path: string) => join(place.configDir, path);
    for (const path of [one, two, three]) place.put(path, line(path));
    place.put(`tasks/${sessionNumber(1)}/1.json`, '{"status":"pending"}');
    const then = place.files();
    const { snapshot } = await place.take({ reason: 'asked' });
    appendFileSync(at(one), line('more'));
    place.put(`projects/${place.slug}/${sessionNumber(1)}/subagents/agent-1.jsonl`, line('later'));
    place.put(`tasks/${sessionNumber(1)}/1.json`, '{"status":"completed"}');
    writeFileSync(at(two), line('other'));
    rmSync(at(three));
    place.put(place.transcript(4), line('begun since'));
    const now = place.files();
    const plan = await planRollback(place.request, snapshot, {});
    expect(plan.steps.map(({ kind, path }) => [kind, path])).toEqual([
      ['shortened', one],
      ['removed', `projects/${place.slug}/${sessionNumber(1)}/subagents/agent-1.jsonl`],
      ['rewritten', two],
      ['back', three],
      ['rewritten', `tasks/${sessionNumber(1)}/1.json`],
    ]);
    expect(plan.begunSince).toEqual([sessionNumber(4)]);
    await rollBack(place.request, plan);
    const begun = now.get(place.transcript(4)) ?? '';
    expect(sorted(place.files())).toEqual(sorted(new Map([...then, [place.transcript(4), begun]])));
    expect(statSync(join(place.transcripts, sessionNumber(1)), { throwIfNoEntry: false })).toBe(undefined);
    await rollBack(place.request, await planUndo(place.request));
    expect(sorted(place.files())).toEqual(sorted(now));
    await rollBack(place.request, await planUndo(place.request));
    expect(place.files().get(one)).toBe(then.get(one));
  });

  it('is of the conversations that were asked for', async () => {
    for (const number of [1, 2]) place.put(place.transcript(number), line('a'));
    const { snapshot } = await place.take({ reason: 'asked' });
    for (const number of [1, 2, 3]) place.put(place.transcript(number), line('b'));
    await rollBack(
      place.request,
      await planRollback(place.request, snapshot, { sessions: [sessionNumber(2)], exact: true }),
    );
    const text = (number: number) => readFileSync(join(place.configDir, place.transcript(number)), 'utf8');
    expect([1, 2, 3].map(text)).toEqual([line('b'), line('a'), line('b')]);
  });

  it('to a snapshot of some conversations leaves all others', async () => {
    for (const number of [1, 2]) place.put(place.transcript(number), line('a'));
    const request = { sessions: [sessionNumber(1)] };
    const { snapshot } = await place.take({ reason: 'kept', ...request });
    expect([...place.back(snapshot).keys()]).toEqual([place.transcript(1)]);
    expect((await place.take({ reason: 'kept', ...request })).isUnchanged).toBe(true);
    for (const number of [1, 2, 3]) place.put(place.transcript(number), line('b'));
    await rollBack(place.request, await planRollback(place.request, snapshot, { exact: true }));
    const text = (number: number) => readFileSync(join(place.configDir, place.transcript(number)), 'utf8');
    expect([1, 2, 3].map(text)).toEqual([line('a'), line('b'), line('b')]);
    expect((await place.take()).isUnchanged).toBe(false);
  });

  it('changes nothing where a link leads out, or something was written since it was shown', async () => {
    const path = place.put(place.transcript(1), line('a'));
    place.put(`projects/${place.slug}/${sessionNumber(1)}/tool-results/x.txt`, 'x');
    const { snapshot } = await place.take({ reason: 'asked' });
    appendFileSync(path, line('b'));
    const plan = await planRollback(place.request, snapshot, {});
    appendFileSync(path, line('c'));
    await expect(rollBack(place.request, plan)).rejects.toThrow(/written meanwhile/);
    const folder = join(place.transcripts, sessionNumber(1));
    rmSync(folder, { recursive: true });
    const out = join(place.root, 'out');
    mkdirSync(out);
    symlinkSync(out, folder);
    const before = readFileSync(path);
    const through = await planRollback(place.request, snapshot, {});
    await expect(rollBack(place.request, through)).rejects.toThrow(/a link or a file/);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(place.files(out).size).toBe(0);
  });

  it('is refused while Claude Code has a conversation of it open', async () => {
    const path = place.put(place.transcript(1), line('a'));
    const { snapshot } = await place.take({ reason: 'asked' });
    appendFileSync(path, line('b'));
    const containersOf = async () => [
      {
        place: { kind: 'container', volume: 'v', container: 'c', running: true } as const,
        entries: async () => [],
        ends: async () => new Map(),
        open: async () => ({ path: '/', dispose: async () => undefined }),
        openSessions: async () => new Set([sessionNumber(1)]),
      },
    ];
    const plan = await planRollback(place.request, snapshot, { containersOf });
    expect(plan.open).toEqual([sessionNumber(1)]);
    await expect(rollBack(place.request, plan)).rejects.toThrow(/has the conversation 0.* open/);
  });

  it('changes no plan that is there, which may be of another project', async () => {
    place.put(place.transcript(1), line('plans/a.md plans/b.md'));
    const a = place.put('plans/a.md', 'a');
    const b = place.put('plans/b.md', 'b');
    const { snapshot } = await place.take({ reason: 'asked' });
    writeFileSync(a, 'another');
    rmSync(b);
    await rollBack(place.request, await planRollback(place.request, snapshot, { exact: true }));
    expect([readFileSync(a, 'utf8'), readFileSync(b, 'utf8')]).toEqual(['another', 'b']);
  });

  it('goes back to each snapshot of random histories, and is undone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(changes, { maxLength: 6 }), { minLength: 2, maxLength: 5 }),
        fc.nat(),
        async (history, pick) => {
          const own = new SnapshotPlace();
          own.put(own.transcript(0), line('a'));
          const taken = [];
          for (const steps of history) {
            for (const step of steps) change(own, step);
            taken.push({ snapshot: (await own.take({ reason: 'asked' })).snapshot, files: own.files() });
          }
          const chosen = taken[pick % taken.length];
          if (!chosen) throw new Error('nothing was taken');
          const before = own.files();
          await rollBack(own.request, await planRollback(own.request, chosen.snapshot, { exact: true }));
          expect(sorted(own.files())).toEqual(sorted(chosen.files));
          await rollBack(own.request, await planUndo(own.request));
          expect(sorted(own.files())).toEqual(sorted(before));
          own.remove();
        },
      ),
      { numRuns: rounds({ short: 40, long: 800 }) },
    );
  });
});
