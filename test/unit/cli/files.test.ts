import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../cli/src/host/errors.ts';
import { ensureInside, ensureWritable, readTextIfAny, writeText } from '../../../cli/src/host/files.ts';
import { replaceFile } from '../../../cli/src/host/replaceFile.ts';
import { newFolder } from '../../harness/place/newFolder.ts';
import { rounds } from '../../harness/system/rounds.ts';

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

  it('takes away what killed processes left, under the one name and under those of earlier versions', async () => {
    const old = `.claude-sessions.${randomUUID()}`;
    const fresh = `.claude-sessions.${randomUUID()}`;
    const linked = `.claude-sessions.${randomUUID()}`;
    const notOurs = ['.claude-sessions', '.claude-sessions.json', '.claude-sessions.0000-1111'];
    for (const name of [old, fresh, ...notOurs, '.claude-sessions.new']) writeFileSync(join(root, name), 'x');
    symlinkSync('in', join(root, linked));
    const before = new Date(Date.now() - 120_000);
    for (const name of [old, ...notOurs]) utimesSync(join(root, name), before, before);
    lutimesSync(join(root, linked), before, before);
    await writeText(join(root, 'file'), 'new');
    expect(readdirSync(root).sort()).toEqual([...notOurs, fresh, linked, 'file', 'in'].sort());
  });

  it('follows nothing that a container planted under that name, and is not stopped by it', async () => {
    const target = join(root, 'in/mine');
    writeFileSync(target, 'mine');
    symlinkSync(target, join(root, '.claude-sessions.new'));
    await writeText(join(root, 'file'), 'new');
    mkdirSync(join(root, '.claude-sessions.new/x'), { recursive: true });
    await writeText(join(root, 'file'), 'newer');
    expect(readFileSync(join(root, 'file'), 'utf8')).toBe('newer');
    expect(readFileSync(target, 'utf8')).toBe('mine');
    expect(lstatSync(join(root, 'file')).isFile()).toBe(true);
    expect(readdirSync(root).sort()).toEqual(['.claude-sessions.new', 'file', 'in']);
  });

  it('puts no half of a file in place when many write in one folder at once', async () => {
    const texts = Array.from({ length: 40 }, (_, index) => `${index}`.repeat(100_000));
    await Promise.all(texts.map((text, index) => writeText(join(root, `file${index % 2}`), text)));
    for (const name of ['file0', 'file1']) expect(texts).toContain(readFileSync(join(root, name), 'utf8'));
    expect(readdirSync(root).sort()).toEqual(['file0', 'file1', 'in']);
  });

  it('killed while it writes, leaves the old file whole, and nothing once it is run again', {
    timeout: 60_000,
  }, async () => {
    const path = join(root, 'file');
    await writeText(path, 'old');
    const module = new URL('../../../cli/src/host/files.ts', import.meta.url).href;
    const script = `const { writeText } = await import(${JSON.stringify(module)});
      process.send('ready'); for (;;) await writeText(${JSON.stringify(path)}, 'x'.repeat(3e6));`;
    let left = 0;
    for (let kill = 0; kill < rounds({ short: 3, long: 50 }); kill++) {
      const args = ['--import', 'tsx', '--input-type=module', '-e', script];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      await once(child, 'message');
      await sleep(20 + Math.random() * 60);
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(['old', 'x'.repeat(3e6)]).toContain(readFileSync(path, 'utf8'));
      left += readdirSync(root).length - 2;
      await writeText(path, 'old');
      expect(readdirSync(root).sort()).toEqual(['file', 'in']);
    }
    // Else no kill came while something was written.
    expect(rounds({ short: 1, long: left })).toBeGreaterThan(0);
  });

  it('leaves the old file when it fails', async () => {
    const path = join(root, 'in');
    await expect(writeText(path, 'x')).rejects.toThrow();
    expect(readdirSync(root)).toEqual(['in']);
  });
});

describe('replaceFile', () => {
  it('takes turns in one folder, by whatever name, and waits for none in another', async () => {
    const folder = join(root, 'in');
    symlinkSync(folder, join(root, 'link'));
    let go = () => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    const first = replaceFile(join(folder, 'a'), 0o600, async (file) => {
      writeFileSync(file, 'a');
      await held;
    });
    await expect.poll(() => readdirSync(folder)).toEqual(['.claude-sessions.new']);
    const second = replaceFile(join(root, 'link/b'), 0o600, (file) => writeFileSync(file, 'b'));
    await replaceFile(join(root, 'c'), 0o600, (file) => writeFileSync(file, 'c'));
    go();
    await Promise.all([first, second]);
    expect(['a', 'b'].map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(['a', 'b']);
  });

  it('does not wait for a folder of another process that both hold open under one number', async () => {
    const module = new URL('../../../cli/src/host/replaceFile.ts', import.meta.url).href;
    const script = `import { openSync } from 'node:fs';
      const { replaceFile } = await import(${JSON.stringify(module)});
      await replaceFile('/proc/self/fd/' + openSync(process.argv[1]) + '/a', 0o600, () => {
        console.log(process.argv[1]);
        return new Promise((resolve) => process.stdin.on('data', resolve).on('end', resolve));
      });
      process.stdin.destroy();`;
    const start = (folder: string) =>
      spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, folder]);
    mkdirSync(join(root, 'other'));
    const both = [start(join(root, 'in')), start(join(root, 'other'))];
    await Promise.all(both.map(({ stdout }) => once(stdout, 'data')));
    for (const { stdin } of both) stdin.end();
    await Promise.all(both.map((child) => once(child, 'close')));
    expect([existsSync(join(root, 'in/a')), existsSync(join(root, 'other/a'))]).toEqual([true, true]);
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
