import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { copyOut } from '../../../cli/src/host/copyOut.ts';
import { TarCounter } from '../../../cli/src/host/TarCounter.ts';
import { newFolder } from '../../harness/place/newFolder.ts';

let root: string;
let archive: string;

beforeEach(() => {
  root = newFolder();
  const deep = join(root, 'in', 'x'.repeat(120), 'y'.repeat(120));
  mkdirSync(deep, { recursive: true });
  writeFileSync(join(deep, 'long.jsonl'), 'x'.repeat(5000));
  writeFileSync(join(root, 'in/a.jsonl'), '{}\n');
  writeFileSync(join(root, 'in/MEMORY.md'), 'a.jsonl\n');
  archive = join(root, 'in.tar');
});

const pack = (format: string, ...names: string[]) =>
  execFileSync('tar', [`--format=${format}`, '-cf', archive, '-C', join(root, 'in'), ...names]);

/** An engine that says what a script does. */
function engine(script: string) {
  const command = join(root, 'engine');
  writeFileSync(command, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { command };
}

describe('the files in a tar stream', () => {
  it.each(['pax', 'gnu'])('are counted by their headers, however it is cut up (%s)', (format) => {
    pack(format, '.');
    const bytes = readFileSync(archive);
    for (const size of [1, 511, 512, 4096, bytes.length]) {
      const counter = new TarCounter();
      for (let at = 0; at < bytes.length; at += size) counter.push(bytes.subarray(at, at + size));
      expect([counter.files, counter.transcripts, counter.ended]).toEqual([3, 2, true]);
    }
  });

  it('are not all there in one that was cut off', () => {
    pack('pax', '.');
    const counter = new TarCounter();
    counter.push(readFileSync(archive).subarray(0, 3000));
    expect(counter.ended).toBe(false);
  });
});

describe('a folder of a container', () => {
  const copy = (script: string) =>
    copyOut(engine(script), 'id', '/home/a/.claude/projects', join(root, 'out.tar'));

  it('is copied out as it is', async () => {
    pack('pax', '.');
    expect(await copy(`[ "$1 $2 $3" = "cp id:/home/a/.claude/projects/. -" ] && cat ${archive}`)).toEqual({
      path: join(root, 'out.tar'),
      files: 3,
      transcripts: 2,
    });
    expect(readFileSync(join(root, 'out.tar')).equals(readFileSync(archive))).toBe(true);
  });

  it.each([
    ['that is not there', 'echo "Error: No such container:path: id:/home" >&2; exit 1'],
    ['with no file in it', `mkdir ${'$0'}.d && tar -cf - -C $0.d .`],
  ])('%s: nothing is left behind', async (_, script) => {
    expect(await copy(script)).toBeUndefined();
    expect(existsSync(join(root, 'out.tar'))).toBe(false);
  });

  it.each([
    ['the engine fails', 'echo "permission denied" >&2; exit 1', /permission denied/],
    ['the stream ends early', 'head -c 3000 in.tar', /could not be copied/],
    ['there is no engine', '', /could not be copied/],
  ])('%s: it says so, and leaves no half behind', async (_, script, message) => {
    pack('pax', '.');
    await expect(copy(script.replace('in.tar', archive))).rejects.toThrow(message);
    expect(existsSync(join(root, 'out.tar'))).toBe(false);
  });
});
