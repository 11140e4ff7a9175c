import { describe, expect, it } from 'vitest';
import { ContentsReader } from '../../../../cli/src/conversations/containers/ContentsReader.ts';
import { tops } from '../../../../cli/src/snapshots/ProjectTree.ts';
import { claudePaths } from '../../../../core/src/catalogue.ts';
import { parseStateListing } from '../../../../core/src/snapshots/stateListing.ts';

const sizes = Array.from({ length: 40 }, (_, index) => index + 1);

describe('what a container prints of files', () => {
  const read = (bytes: Buffer, size: number) => {
    const reader = new ContentsReader('b');
    const found: string[] = [];
    for (let at = 0; at < bytes.length; at += size)
      for (const part of reader.push(bytes.subarray(at, at + size))) {
        if (part.kind !== 'bytes') found.push(part.kind === 'begin' ? `begin ${part.path}` : part.kind, '');
        else found.push(`${found.pop() ?? ''}${part.bytes.toString('latin1')}`);
      }
    return found.filter((each) => each !== '');
  };

  it.each(sizes)('is taken apart, in pieces of %i', (size) => {
    const text = Buffer.concat([
      Buffer.from('\n--b file plans/ü b\none\n--b\n'),
      Buffer.from([0, 255, 10]),
      Buffer.from('\n--b whole\n\n--b file x\n\n--b whole\n\n--b end\n'),
    ]);
    expect(read(text, size)).toEqual([
      'begin plans/ü b',
      'one\n--b\n\0\xff\n',
      'whole',
      'begin x',
      'whole',
      'end',
    ]);
  });

  it.each(sizes)('is bounded, in pieces of %i', (size) => {
    const parts = read(Buffer.from(`\n--b file ${'n'.repeat(9000)}`), size);
    expect(parts.length).toBeGreaterThan(0);
    expect(parts.includes('whole')).toBe(false);
  });
});

describe('a listing of files', () => {
  const line = (more: { mode?: string; path?: string; time?: string } = {}) =>
    `file ${more.mode ?? '81a4'} 7 5 1796073372 1796073373 ${more.time ?? '2026-11-30 21:16:12.464500000 +0000'} ./${more.path ?? 'plans/a b.md'}`;
  const listed = (...lines: string[]) => parseStateListing([...lines, 'end', ''].join('\n'), 10);

  it('is what stat says, with or without parts of a second', () => {
    const file = { path: 'plans/a b.md', size: 5, mode: 0o644, inode: '7-1796073373' };
    expect(listed(line())).toEqual({ files: [{ ...file, changedAt: 1796073372464.5 }], leftOut: 0 });
    const whole = line({ time: '2026-11-30 21:16:12' });
    expect(listed(whole)).toEqual({ files: [{ ...file, changedAt: 1796073372000 }], leftOut: 0 });
  });

  it('leaves out what is none, and counts it', () => {
    const lines = [
      line({ mode: 'a1ff' }),
      line({ mode: '41ed' }),
      line({ path: 'plans/../../etc/passwd' }),
      line({ path: '/etc/passwd' }),
      line({ path: 'plans/\u001b[2J' }),
      line({ path: 'plans/\ufffd' }),
      ` ${line()}`,
      'file',
    ];
    expect(listed(...lines)).toEqual({ files: [], leftOut: lines.length });
  });

  it('is none when it is torn, and too many when there are', () => {
    for (const torn of ['', 'end', `${line()}\n`, `${line()}\nend`])
      expect(parseStateListing(torn, 10)).toBe(undefined);
    expect(listed(...Array.from({ length: 10 }, () => line()))).toMatchObject({ leftOut: 0 });
    expect(listed(...Array.from({ length: 11 }, () => line()))).toBe('too-many');
  });
});

it('is of folders that are known to hold what belongs to sessions', () => {
  const classes = tops.map((top) => claudePaths.find(({ name }) => name === top)?.class);
  expect(new Set(classes)).toEqual(new Set(['session', 'legacy']));
});
