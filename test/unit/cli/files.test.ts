import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../cli/src/host/errors.ts';
import { ensureInside, ensureWritable, readTextIfAny, writeText } from '../../../cli/src/host/files.ts';
import { newFolder } from '../../harness/place/newFolder.ts';

let root: string;
beforeEach(() => {
  root = newFolder();
  mkdirSync(join(root, 'in'));
});

describe('readTextIfAny', () => {
  it('gives undefined for what is not there', async () => {
    expect(await readTextIfAny(join(root, 'no'))).toBeUndefined();
    writeFileSync(join(root, 'file'), 'x');
    expect(await readTextIfAny(join(root, 'file/no'))).toBeUndefined();
    expect(await readTextIfAny(join(root, 'file'))).toBe('x');
  });

  it('does not wait on a FIFO, and reads no device, folder or socket', async () => {
    spawnSync('mkfifo', [join(root, 'fifo')]);
    symlinkSync('/dev/zero', join(root, 'zero'));
    for (const name of ['fifo', 'zero', 'in']) {
      await expect(readTextIfAny(join(root, name))).rejects.toThrow(UserError);
    }
  });
});

describe('writeText', () => {
  it('keeps the mode of a file, and leaves nothing beside it', async () => {
    const path = join(root, 'file');
    writeFileSync(path, 'old');
    chmodSync(path, 0o640);
    await writeText(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode & 0o777).toBe(0o640);
    await writeText(path, 'secret', 0o600);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(root).sort()).toEqual(['file', 'in']);
  });

  it('leaves the old file when it fails', async () => {
    const path = join(root, 'in');
    await expect(writeText(path, 'x')).rejects.toThrow();
    expect(readdirSync(root)).toEqual(['in']);
  });
});

describe('ensureInside', () => {
  it.each(['in/file', 'in/new/deep/file', 'file'])('lets %s pass', async (path) => {
    await expect(ensureInside(root, join(root, path))).resolves.toBeUndefined();
    await expect(ensureWritable(root, join(root, path))).resolves.toBeUndefined();
  });

  it('refuses links, and folders that lead out', async () => {
    symlinkSync('..', join(root, 'in/out'));
    symlinkSync('/nowhere/at/all', join(root, 'in/nowhere'));
    symlinkSync('file', join(root, 'in/link'));
    for (const path of ['in/link', 'in/nowhere', 'in/out/file', 'in/nowhere/file', '../x']) {
      await expect(ensureInside(join(root, 'in'), join(root, path))).rejects.toThrow(UserError);
    }
    expect(existsSync('/nowhere')).toBe(false);
  });
});
