import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FileFinder } from '../../../cli/src/approval/FileFinder.ts';
import { digestOf, lookAtFile } from '../../../cli/src/approval/lookAtFile.ts';
import { openRegular, readTextIfAny, tryReadOwnText } from '../../../cli/src/host/files.ts';
import { newFolder } from '../../harness/place/newFolder.ts';

vi.mock('node:fs/promises', async (original) => {
  const actual = await original<typeof import('node:fs/promises')>();
  return { ...actual, open: vi.fn(actual.open) };
});

let root: string;
beforeEach(() => {
  root = newFolder();
  vi.mocked(open).mockClear();
});
const place = () => ({ folder: root, realFolder: root, root });

describe('what is no regular file', () => {
  it('is not even opened: a device may act on it', async () => {
    const path = join(root, 'x');
    execFileSync('mkfifo', [path]);
    symlinkSync(path, join(root, 'link'));
    symlinkSync('/dev/null', join(root, 'null'));
    expect(await tryReadOwnText(path)).toBeUndefined();
    for (const name of ['x', 'link', 'null']) {
      await expect(readTextIfAny(join(root, name))).rejects.toThrow('not a regular file');
      const { content } = (await lookAtFile(place(), join(root, name), 'script')) ?? {};
      expect(content).toBe('not a regular file');
    }
    expect(vi.mocked(open)).not.toHaveBeenCalled();
  });

  it('put in the place of one at the last moment is not read', async () => {
    const path = join(root, 'x');
    writeFileSync(path, 'good');
    writeFileSync(join(root, 'evil'), 'evil');
    const real = vi.mocked(open).getMockImplementation() as typeof open;
    vi.mocked(open).mockImplementationOnce(async (...args) => {
      await rename(join(root, 'evil'), path);
      return real(...args);
    });
    // The second look sees the file that is there now.
    const handle = (await openRegular(path, true)) as FileHandle;
    expect(vi.mocked(open)).toHaveBeenCalledTimes(2);
    expect(await handle.readFile('utf8')).toBe('evil');
    await handle.close();
  });
});

describe('a great many files', () => {
  it('take no more memory than a budget of text; the rest is hashed, and scripts are not approved for good', async () => {
    const finder = new FileFinder(place());
    const folder = join(root, 'f');
    mkdirSync(folder);
    const size = 4 * 1024 * 1024;
    for (let index = 10; index < 20; index++) {
      writeFileSync(join(folder, `${index}`), '');
      truncateSync(join(folder, `${index}`), size);
    }
    await finder.addFolder(folder, 'local Feature');
    const contents = [...finder.found.values()].map(({ content }) => content);
    expect(contents.map((content) => typeof content === 'object' && content.digest)).toEqual(
      contents.map(() => digestOf(new Uint8Array(size))),
    );
    expect(contents.filter((content) => typeof content === 'object' && content.text)).toHaveLength(4);
    writeFileSync(join(root, 'script'), 'sh other\n');
    expect(await finder.add(join(root, 'script'), 'script')).toBeUndefined();
    expect(finder.found.get(join(root, 'script'))?.content).toMatch('too much text');
  });

  it('in more folders than anybody has are not approved for good', async () => {
    for (let index = 0; index < 500; index++) mkdirSync(join(root, 'f', `${index}`), { recursive: true });
    const finder = new FileFinder(place());
    await finder.addFolder(join(root, 'f'), 'local Feature');
    expect(finder.found.get('…')?.content).toContain('folders, not looked through');
  });

  it('of a known size are read whole, whatever their bytes', async () => {
    for (const bytes of ['', 'x', 'ä'.repeat(100_000)]) {
      writeFileSync(join(root, 'x'), bytes);
      const { content } = (await lookAtFile(place(), join(root, 'x'), 'script')) ?? {};
      expect(content).toEqual({ size: Buffer.byteLength(bytes), digest: digestOf(bytes), text: bytes });
    }
  });
});
