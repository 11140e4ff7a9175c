import { describe, expect, it } from 'vitest';
import { type FolderEntry, judgeEntry } from '../../../core/src/verify/judgeEntry.ts';
import { judgeMemory, type MemoryFile } from '../../../core/src/verify/memory.ts';
import { verifyCodes, verifyKinds } from '../../../core/src/verify/verifyCodes.ts';

describe('an entry of the project folder', () => {
  const file: FolderEntry = { path: 'a.jsonl', kind: 'file', mode: 0x8180, links: 1, uid: 1000 };
  const found = (entry: Partial<FolderEntry>) =>
    judgeEntry({ ...file, ...entry }, 1000).map(({ code, severity }) => `${severity} ${code}`);

  it.each<[string, Partial<FolderEntry>, string[]]>([
    ['a file', {}, []],
    ['a folder with the group bit', { kind: 'directory', mode: 0x4000 | 0o2755, links: 5 }, []],
    ['a link', { kind: 'link', target: '/etc/passwd' }, ['error link']],
    ['a link in memory', { path: 'memory/a.md', kind: 'link' }, ['error link']],
    ['a pipe', { kind: 'other', mode: 0x1180 }, ['error special-file']],
    ['a program of root', { mode: 0x8000 | 0o4755, uid: 0 }, ['error set-id', 'warning other-owner']],
    ['a second name', { links: 2 }, ['warning hard-link']],
    ['a control character', { path: 'x/a\u001b[31m' }, ['warning hidden-characters']],
    ['a turned name', { path: 'x/a\u202egnp' }, ['warning hidden-characters']],
    ['bytes that are no text', { path: 'x/a\ufffd' }, ['warning hidden-characters']],
  ])('%s', (_, entry, expected) => {
    expect(found(entry)).toEqual(expected);
  });

  it('says what a special file is', () => {
    expect(judgeEntry({ ...file, kind: 'other', mode: 0x6180 }, undefined)[0]?.evidence).toEqual([
      'a block device',
    ]);
  });
});

describe('memory', () => {
  const memory = (...text: string[]): MemoryFile => ({ hash: text.join(), lines: text, text });
  const judge = (before: Record<string, MemoryFile>, now: Record<string, MemoryFile>, writable = true) =>
    judgeMemory(new Map(Object.entries(before)), new Map(Object.entries(now)), writable);

  it('that is as it was is no finding', () => {
    expect(judge({ 'a.md': memory('x') }, { 'a.md': memory('x') })).toEqual([]);
  });

  it('that changed, came or went is named, with the lines that are new', () => {
    const found = judge(
      { 'a.md': memory('x', 'y'), 'b.md': memory('z') },
      { 'a.md': memory('x', 'do it'), 'c.md': memory('n') },
    );
    expect(found.map(({ path, message, evidence }) => ({ path, message, evidence }))).toEqual([
      { path: 'memory/a.md', message: 'Changed: 1 line added, 1 removed.', evidence: ['+ do it'] },
      { path: 'memory/b.md', message: 'Deleted.', evidence: [] },
      { path: 'memory/c.md', message: 'New file.', evidence: ['+ n'] },
    ]);
    expect(new Set(found.map(({ severity }) => severity))).toEqual(new Set(['warning']));
  });

  it('that the container cannot write is information', () => {
    expect(judge({}, { 'a.md': memory('x') }, false).map(({ severity }) => severity)).toEqual([
      'information',
    ]);
  });
});

describe('the codes', () => {
  it('are stable: small letters and dashes, each with its words', () => {
    for (const code of verifyCodes) {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(verifyKinds[code].why).toMatch(/\.$/);
      expect(verifyKinds[code].remedy).toMatch(/\.$/);
      expect(verifyKinds[code].title).not.toMatch(/\.$/);
    }
  });
});
