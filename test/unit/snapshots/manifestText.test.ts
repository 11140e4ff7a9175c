import {
  isPlainPath,
  listText,
  manifestText,
  parseList,
  parseManifest,
} from '@claude-sessions/core/snapshots/manifestText.ts';
import type { SnapshotFile } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { describe, expect, it } from 'vitest';

const hash = (digit: string) => digit.repeat(64);
const files: SnapshotFile[] = [
  {
    path: 'projects/-app/memory/two  words .md',
    size: 30,
    changedAt: 1_796_000_000_000.25,
    mode: 0o640,
    inode: '12-345',
    pieces: [
      { end: 10, hash: hash('a') },
      { end: 30, hash: hash('b') },
    ],
  },
  { path: 'projects/-app/empty.jsonl', size: 0, changedAt: 0, mode: 0o600, inode: '', pieces: [] },
];
const head = {
  schemaVersion: 1,
  id: '20261201T104502Z-3f2a',
  takenAt: 1,
  reason: 'asked',
  project: '/app',
} as const;

describe('the texts of a snapshot', () => {
  it('say what was put into them', () => {
    expect(parseList(listText(files))).toEqual(files);
    const side = { place: { kind: 'host' } as const, lists: [`ab/${hash('a')}`] };
    const named = { ...head, name: 'line\nend 0\u2028' };
    expect(parseManifest(manifestText(named, [side]))).toEqual({ head: named, sides: [side] });
  });

  it('are nothing where they are cut off or changed', () => {
    const text = listText(files);
    for (let at = 1; at < text.length; at++) {
      const cut = parseList(text.slice(0, at));
      if (cut) expect(files.slice(0, cut.length)).toEqual(cut);
    }
    expect(parseList(text.replace('piece', 'peace'))).toBe(undefined);
    expect(parseList(text.replace('/10-30-', '/11-30-'))).toBe(undefined);
    expect(parseList(text.replace('projects/-app/empty', 'projects/../empty'))).toBe(undefined);
    const manifest = manifestText(head, [{ place: { kind: 'host' }, lists: [`ab/${hash('a')}`] }]);
    for (let at = 0; at < manifest.length; at++) expect(parseManifest(manifest.slice(0, at))).toBe(undefined);
  });

  it.each(['', '/etc/passwd', 'a//b', 'a/../b', './a', 'a\nb', 'a\u0000', 'a/\ufffd'])(
    'take no path %j',
    (path) => {
      expect(isPlainPath(path)).toBe(false);
    },
  );
});
