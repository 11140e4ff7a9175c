import { appendFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { deleteSnapshot, listSnapshots } from '../../../../cli/src/snapshots/snapshots.ts';
import { SnapshotPlace } from './SnapshotPlace.ts';

let place: SnapshotPlace;
beforeEach(() => {
  place = new SnapshotPlace();
});
afterEach(() => place.remove());

const ids = async () => (await listSnapshots(place.request)).map(({ id }) => id);
const pieces = () => [...place.files(join(place.store, 'pieces')).keys()];

/** As if it had been taken at another time. */
function setTime(id: string, takenAt: string): string {
  const [folder = ''] = readdirSync(join(place.store, 'of'));
  const at = (name: string) => join(place.store, 'of', folder, name);
  const then = `${takenAt.replace(/[-:]|\.\d+/g, '')}${id.slice(-5)}`;
  const [head = '', ...rest] = readFileSync(at(id), 'utf8').split('\n');
  const changed = JSON.stringify({ ...JSON.parse(head), id: then, takenAt: Date.parse(takenAt) });
  writeFileSync(at(id), [changed, ...rest].join('\n'));
  renameSync(at(id), at(then));
  return then;
}

it('takes away what is many, and keeps what only one has', async () => {
  const path = place.put(place.transcript(1), 'a\n');
  const gone = place.put(place.transcript(2), 'b\n');
  const first = setTime((await place.take()).snapshot.id, '2026-01-03T10:00:00Z');
  rmSync(gone);
  appendFileSync(path, 'more\n');
  const second = setTime((await place.take()).snapshot.id, '2026-01-03T10:10:00Z');
  appendFileSync(path, 'still more\n');
  const third = setTime((await place.take()).snapshot.id, '2026-01-03T10:20:00Z');
  writeFileSync(path, 'cut\n');
  const fourth = (await place.take()).snapshot.id;
  // The second has nothing that the third has not; the first has what is gone, and the third what was cut.
  expect(await ids()).toEqual([fourth, third, first]);
  expect(await ids()).not.toContain(second);
});

it('deletes with a snapshot what no other has', async () => {
  const path = place.put(place.transcript(1), 'a\n');
  const one = await place.take({ reason: 'asked' });
  appendFileSync(path, 'b\n');
  const two = await place.take({ reason: 'asked' });
  await deleteSnapshot(place.request, two.snapshot);
  expect(pieces()).toHaveLength(1);
  expect(place.back(one.snapshot).size).toBe(1);
  await deleteSnapshot(place.request, one.snapshot);
  expect([pieces(), await ids()]).toEqual([[], []]);
});

it('clears up what a killed run left', async () => {
  place.put(place.transcript(1), 'a\n');
  const { snapshot } = await place.take({ reason: 'asked' });
  writeFileSync(join(place.store, 'writing'), '');
  writeFileSync(join(place.store, 'unfinished/1-0'), 'half of a piece');
  const [shard = ''] = readdirSync(join(place.store, 'pieces'));
  writeFileSync(join(place.store, 'pieces', shard, `0-5-${'a'.repeat(64)}`), 'spare');
  await place.take();
  expect([pieces().length, readdirSync(join(place.store, 'unfinished'))]).toEqual([1, []]);
  expect(place.back(snapshot).size).toBe(1);
});
