import {
  appendFileSync,
  closeSync,
  ftruncateSync,
  openSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Kept, keepFile } from '../../../../cli/src/snapshots/keepFile.ts';
import { StoreWriter } from '../../../../cli/src/snapshots/StoreWriter.ts';
import { storeOf } from '../../../../cli/src/snapshots/storePlace.ts';
import { SnapshotPlace } from './SnapshotPlace.ts';

let place: SnapshotPlace;
let path: string;
beforeEach(() => {
  place = new SnapshotPlace();
  path = place.put(place.transcript(1), '');
});
afterEach(() => place.remove());

const text = ({ pieces }: Kept) => Buffer.concat(place.bytesOf({ pieces })).toString();

async function keep(onNew?: () => void, chains: Kept['pieces'][] = [], isLines = true): Promise<Kept> {
  const store = storeOf(place.home);
  const fd = openSync(path, 'r');
  try {
    return await keepFile(fd, {
      writer: new StoreWriter(store),
      folder: store.pieces,
      chains,
      isLines,
      onNew,
    });
  } finally {
    closeSync(fd);
  }
}

it('keeps whole lines of a transcript that grows while it is read', async () => {
  writeFileSync(path, 'one\ntwo\nhalf of');
  const kept = await keep(() => appendFileSync(path, ' a line\n'));
  expect([text(kept), kept.isMoving]).toEqual(['one\ntwo\n', true]);
  const later = await keep(undefined, [kept.pieces]);
  expect([text(later), later.newBytes]).toEqual(['one\ntwo\nhalf of a line\n', 'half of a line\n'.length]);
  expect(later.pieces.slice(0, 1)).toEqual(kept.pieces);
});

it('keeps all of a file at rest, its torn last line too', async () => {
  writeFileSync(path, 'one\nhalf of');
  expect(text(await keep())).toBe('one\nhalf of');
});

it('reads a file again that was cut while it was read', async () => {
  writeFileSync(path, 'one\ntwo\nthree\n');
  let isFirst = true;
  const kept = await keep(() => {
    if (isFirst) truncateSync(path, 4);
    isFirst = false;
  });
  expect([text(kept), kept.isMoving]).toEqual(['one\n', false]);
});

it('keeps what there was of a file that never rests', async () => {
  writeFileSync(path, 'one\ntwo\n');
  let number = 0;
  const kept = await keep(() => writeFileSync(path, `${number++}`.padEnd(7, 'x')), [], false);
  expect([text(kept).length, kept.isMoving]).toEqual([7, true]);
});

it('shares the longest run of first pieces with what was rewritten, or is shorter', async () => {
  writeFileSync(path, 'one\n');
  const first = await keep();
  appendFileSync(path, 'two\n');
  const second = await keep(undefined, [first.pieces]);
  appendFileSync(path, 'three\n');
  const third = await keep(undefined, [second.pieces]);
  const fd = openSync(path, 'r+');
  ftruncateSync(fd, 'one\ntwo\nth'.length);
  closeSync(fd);
  const cut = await keep(undefined, [third.pieces]);
  expect([cut.pieces.slice(0, 2), cut.newBytes]).toEqual([second.pieces, 2]);
  writeFileSync(path, 'one\nother\nthree\n');
  const rewritten = await keep(undefined, [third.pieces]);
  expect([rewritten.pieces.slice(0, 1), text(rewritten)]).toEqual([first.pieces, readFileSync(path, 'utf8')]);
});

it('is in the store in files that are called by what they are', async () => {
  writeFileSync(path, 'one\n');
  const [piece] = (await keep()).pieces;
  const name = join(storeOf(place.home).pieces, `${piece?.hash.slice(0, 2)}`, `0-4-${piece?.hash}`);
  expect(readFileSync(name, 'utf8')).toBe('one\n');
});
