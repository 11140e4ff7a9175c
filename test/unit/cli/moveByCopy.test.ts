import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { moveByCopy } from '../../../cli/src/verify/moveByCopy.ts';
import { newFolder } from '../../harness/place/newFolder.ts';

describe('a move to another file system', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  const look = (name: string) => lstatSync(at(name), { bigint: true });
  const move = (was: ReturnType<typeof look>) => moveByCopy(Buffer.from(at('from')), at('to'), was);

  beforeEach(() => {
    folder = newFolder();
    writeFileSync(at('from'), 'text');
  });

  it('keeps every byte and the time of a file', () => {
    const was = look('from');
    move(was);
    expect(readFileSync(at('to'), 'utf8')).toBe('text');
    expect(Math.abs(Number(look('to').mtimeMs - was.mtimeMs))).toBeLessThanOrEqual(1);
    expect(existsSync(at('from'))).toBe(false);
  });

  it('keeps every byte of what a link says', () => {
    rmSync(at('from'));
    const target = Buffer.from([0x61, 0xff, 0x62]);
    symlinkSync(target, at('from'));
    move(look('from'));
    expect(readlinkSync(at('to'), { encoding: 'buffer' })).toEqual(target);
  });

  it.each([
    ['a link', () => symlinkSync(at('secret'), at('from'))],
    ['a pipe', () => void execFileSync('mkfifo', [at('from')])],
    ['another file', () => writeFileSync(at('from'), 'text')],
  ])('leaves %s that took its place', (_, replace) => {
    const was = look('from');
    writeFileSync(at('secret'), 'text');
    execFileSync('mv', [at('from'), at('aside')]);
    replace();
    expect(() => move(was)).toThrow();
    expect(existsSync(at('to'))).toBe(false);
    expect(lstatSync(at('from'))).toBeDefined();
  });
});
