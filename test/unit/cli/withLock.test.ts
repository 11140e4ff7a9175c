import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { withLock } from '../../../cli/src/host/withLock.ts';
import { newFolder } from '../../harness/place/newFolder.ts';

const lockIn = (folder = newFolder()) => join(folder, 'state/x.lock');

it('lets one work after the other, and leaves nothing behind', async () => {
  const path = lockIn();
  let working = 0;
  const done = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      withLock(path, async () => {
        working++;
        expect(working).toBe(1);
        await sleep(2);
        working--;
        return index;
      }),
    ),
  );
  expect(done).toEqual(Array.from({ length: 20 }, (_, index) => index));
  expect(existsSync(dirname(path))).toBe(false);
});

it('is given back where the work fails', async () => {
  const path = lockIn();
  const failing = withLock(path, () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(await withLock(path, async () => 'done', 0)).toBe('done');
});

it('names who holds it for too long, and goes on where that process is gone', async () => {
  const path = lockIn();
  await withLock(path, async () => {
    const second = withLock(path, async () => 'done', 100);
    await expect(second).rejects.toMatchObject({
      message: expect.stringContaining(`(process ${process.pid})`),
      hint: expect.stringContaining(path),
    });
  });
  const { pid } = spawnSync('true');
  await withLock(path, async () => {
    writeFileSync(path, `${pid} ${hostname()}\n`);
    expect(await Promise.all([1, 2, 3].map(() => withLock(path, async () => 'done', 5000)))).toHaveLength(3);
  });
  // Of a process elsewhere nothing is known.
  await withLock(path, async () => {
    writeFileSync(path, `${pid} elsewhere\n`);
    await expect(withLock(path, async () => 'done', 100)).rejects.toThrow('Another command');
    expect(readFileSync(path, 'utf8')).toContain('elsewhere');
  });
});

it('goes on where a holder was killed before it was named', async () => {
  const path = lockIn();
  mkdirSync(dirname(path), { mode: 0o700 });
  writeFileSync(path, '');
  const longAgo = Date.now() / 1000 - 60;
  utimesSync(path, longAgo, longAgo);
  expect(await withLock(path, async () => 'done', 1000)).toBe('done');
});

it('does not keep from what writes nothing, where no file can be made', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'state'), '');
  expect(await withLock(lockIn(folder), async () => 'done')).toBe('done');
});
