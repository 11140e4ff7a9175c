import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { newFolder } from '../../harness/place/newFolder.ts';
import { cached } from '../../harness/system/cache.ts';

let folder: string;
const make = vi.fn(async (path: string) => writeFileSync(path, 'made here'));

beforeEach(() => {
  folder = newFolder();
  vi.stubEnv('CLAUDE_SESSIONS_TEST_CACHE', folder);
  make.mockClear();
});
afterEach(() => vi.unstubAllEnvs());

it('an entry is made once', async () => {
  for (let turn = 0; turn < 2; turn += 1)
    expect(readFileSync(await cached('entry', make), 'utf8')).toBe('made here');
  expect(make).toHaveBeenCalledTimes(1);
  expect(readdirSync(folder)).toEqual(['entry']);
});

it('what another run is making is waited for, not made twice', async () => {
  const entry = join(folder, 'entry');
  const script = `
    const { renameSync, rmSync, writeFileSync } = require('node:fs');
    const beside = process.argv[1] + '.making-' + process.pid;
    writeFileSync(beside + '.claim', '');
    console.log('making');
    setTimeout(() => {
      writeFileSync(beside, 'made there');
      renameSync(beside, process.argv[1]);
      rmSync(beside + '.claim');
    }, 700);`;
  const other = spawn(process.execPath, ['-e', script, entry]);
  await once(other.stdout, 'data');
  expect(readFileSync(await cached('entry', make), 'utf8')).toBe('made there');
  expect(make).not.toHaveBeenCalled();
});

it('what a killed run has left is removed, and the entry made', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const left = ['', '.claim', '.rootfs'].map((ending) => join(folder, `entry.making-${pid}${ending}`));
  for (const path of left) writeFileSync(path, 'half');
  expect(readFileSync(await cached('entry', make), 'utf8')).toBe('made here');
  expect(left.filter(existsSync)).toEqual([]);
});

it('a failure leaves nothing, and the next one makes it', async () => {
  const failing = cached('entry', async (path) => {
    writeFileSync(path, 'half');
    throw new Error('no network');
  });
  await expect(failing).rejects.toThrow('no network');
  expect(readdirSync(folder)).toEqual([]);
  expect(readFileSync(await cached('entry', make), 'utf8')).toBe('made here');
});
