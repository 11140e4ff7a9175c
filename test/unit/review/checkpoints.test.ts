import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mapCheckpointLine } from '../../../core/src/review/checkpointsForContainer.ts';
import type { TakenCheckpoints } from '../../../core/src/review/checkpointsForHost.ts';
import type { Sides } from '../../../core/src/review/pathMap.ts';
import { takenCheckpoints } from '../../../core/src/review/takenCheckpoints.ts';
import { actingIn, chainLine, rebuild, sha256, sides } from './support.ts';

const message = '00000000-0000-4000-8000-000000000001';
const other = '00000000-0000-4000-8000-000000000002';
const time = '2026-11-30T10:00:00.000Z';
const hashed = (path: string) => sha256(path).slice(0, 16);

interface Backup {
  backupFileName?: unknown;
  version?: unknown;
  backupTime?: unknown;
  realParentDir?: unknown;
}

/** What a client records of a file, but for what is given. */
const backupOf = (path: string, more: Backup = {}): Backup => ({
  backupFileName: `${hashed(path)}@v1`,
  version: 1,
  backupTime: time,
  realParentDir: path.slice(0, path.lastIndexOf('/')),
  ...more,
});

const delta = (trackingPath: unknown, backup: unknown, more: object = {}) => ({
  type: 'file-history-delta',
  messageId: message,
  snapshotMessageId: other,
  trackingPath,
  backup,
  timestamp: time,
  ...more,
});

const snapshot = (files: Record<string, unknown>, more: object = {}) => ({
  type: 'file-history-snapshot',
  messageId: message,
  snapshot: { messageId: message, trackedFileBackups: files, timestamp: time },
  isSnapshotUpdate: false,
  ...more,
});

const all: TakenCheckpoints = { hash: sha256, deletes: true };

/** What the host gets of lines of the container. */
function pulled(line: object, checkpoints: TakenCheckpoints | undefined = all, more: object = {}) {
  const { lines } = rebuild([line], { checkpoints, ...more });
  return (lines.get(1) ?? '')
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text));
}

const onHost = (path: string, more: Backup = {}) => backupOf(path, more);

describe('checkpoints of a container, for the host', () => {
  it('are of the host by path, name and folder', () => {
    const line = delta('src/a.txt', backupOf('/workspaces/app/src/a.txt'));
    expect(pulled(line)).toEqual([delta('/home/me/app/src/a.txt', onHost('/home/me/app/src/a.txt'))]);
  });

  it('of a snapshot are one line for each file, which clients that follow links at a rewind pass over', () => {
    const line = snapshot({
      'a.txt': { backupFileName: `${hashed('/workspaces/app/a.txt')}@v3`, version: 3, backupTime: time },
      '/workspaces/app/b.txt': backupOf('/workspaces/app/b.txt', { backupFileName: null, version: 2 }),
    });
    const own = { snapshotMessageId: message };
    expect(pulled(line)).toEqual([
      delta(
        '/home/me/app/a.txt',
        onHost('/home/me/app/a.txt', { backupFileName: `${hashed('/home/me/app/a.txt')}@v3`, version: 3 }),
        own,
      ),
      delta('/home/me/app/b.txt', onHost('/home/me/app/b.txt', { backupFileName: null, version: 2 }), own),
    ]);
  });

  it('say nothing of files that were not there where a rewind could delete others', () => {
    const line = delta('a.txt', backupOf('/workspaces/app/a.txt', { backupFileName: null }));
    expect(pulled(line)).toHaveLength(1);
    expect(pulled(line, { hash: sha256, deletes: false })).toEqual([]);
  });

  it('are meant in the folder where the conversation began', () => {
    const { lines } = rebuild(
      [
        chainLine({ type: 'user', cwd: '/workspaces/app/sub', message: { role: 'user', content: 'x' } }),
        delta('a.txt', {
          backupFileName: `${hashed('/workspaces/app/sub/a.txt')}@v1`,
          version: 1,
          backupTime: time,
        }),
        delta('new.txt', { backupFileName: null, version: 1, backupTime: time }),
      ],
      { checkpoints: all },
    );
    expect(JSON.parse(lines.get(2) ?? '')).toMatchObject({ trackingPath: '/home/me/app/sub/a.txt' });
    expect(JSON.parse(lines.get(3) ?? '')).toMatchObject({ trackingPath: '/home/me/app/sub/new.txt' });
  });

  it('are none where the host takes none, and of an agent', () => {
    const line = delta('a.txt', backupOf('/workspaces/app/a.txt'));
    expect(rebuild([line], { checkpoints: undefined }).lines.size).toBe(0);
    expect(pulled(line, all, { agent: true })).toEqual([]);
  });

  const inside = '/workspaces/app/a.txt';
  const honest = backupOf(inside);
  const absent = { ...honest, backupFileName: null };
  it.each<[string, object]>([
    ['a file of the host', delta('/home/me/.bashrc', backupOf('/home/me/.bashrc'))],
    [
      'a file of the host that is deleted',
      delta('/home/me/.bashrc', { ...absent, realParentDir: '/home/me' }),
    ],
    ['a file beside the project', delta('/workspaces/other/a', backupOf('/workspaces/other/a'))],
    ['a way up', delta('../a.txt', backupOf('/workspaces/a.txt'))],
    ['a way up and back', delta('x/../a.txt', backupOf(inside))],
    ['a way up in an absolute path', delta('/workspaces/app/../a', backupOf('/workspaces/app/../a'))],
    [
      'a folder that is elsewhere',
      delta('a.txt', backupOf(inside, { backupFileName: null, realParentDir: '/home/me' })),
    ],
    ['the project itself', delta('/workspaces/app', { ...absent, realParentDir: '/workspaces' })],
    ['no path', delta('', absent)],
    ['a path that is no text', delta(7, honest)],
    ['a zero in a path', delta('a\u0000.txt', backupOf('/workspaces/app/a\u0000.txt'))],
    [
      "another file's backup",
      delta('a.txt', { ...honest, backupFileName: `${hashed('/workspaces/app/b')}@v1` }),
    ],
    ['a backup by a way', delta('a.txt', { ...honest, backupFileName: '../../x' })],
    [
      'a backup with a way behind it',
      delta('a.txt', { ...honest, backupFileName: `${hashed(inside)}@v1/../../x` }),
    ],
    ['a longer name of a backup', delta('a.txt', { ...honest, backupFileName: `${sha256(inside)}@v1` })],
    ['no number', delta('a.txt', { ...honest, backupFileName: `${hashed(inside)}@v` })],
    ['number 0', delta('a.txt', { ...honest, backupFileName: `${hashed(inside)}@v0` })],
    ['a number beyond all', delta('a.txt', { ...honest, backupFileName: `${hashed(inside)}@v9999999` })],
    ['a version that is none', delta('a.txt', { ...honest, version: -1 })],
    ['a version that is a text', delta('a.txt', { ...honest, version: '1' })],
    ['no version of a file that was not there', delta('a.txt', { ...absent, version: undefined })],
    ['no backup at all', delta('a.txt', { ...honest, backupFileName: undefined })],
    ['a backup that is a list', delta('a.txt', [honest])],
    ['no time', delta('a.txt', { ...honest, backupTime: 'soon' })],
    ['no message', delta('a.txt', honest, { messageId: 'x' })],
    ['no snapshot', delta('a.txt', honest, { snapshotMessageId: undefined })],
    ['a snapshot of no message', snapshot({ 'a.txt': honest }, { messageId: '../x' })],
    ['no files', snapshot({})],
    [
      'files that are a text',
      { ...snapshot({}), snapshot: { messageId: message, trackedFileBackups: 'a.txt' } },
    ],
    ...[
      '.git/hooks/pre-commit',
      'sub/.GIT/config',
      '.g\u200cit/config',
      'git~1/config',
      '.claude/settings.json',
      '.vscode/tasks.json',
      '.devcontainer/devcontainer.json',
      '.devcontainer.json',
      '.mcp.json',
      '.envrc',
    ].map((path): [string, object] => [
      `what acts on the host: ${JSON.stringify(path)}`,
      delta(path, backupOf(`/workspaces/app/${path}`)),
    ]),
  ])('are not: %s', (_, line) => {
    // It would act as it stands, or is no line that a client takes.
    expect(pulled(line)).toEqual([]);
  });

  it('act where they are taken as they stand, and not as they are built', () => {
    const lines = [
      delta('/home/me/.bashrc', { ...absent, realParentDir: '/home/me' }),
      delta('/home/me/.bashrc', backupOf('/home/me/.bashrc', { backupFileName: `${hashed('/x')}@v1` })),
      delta('a.txt', backupOf(inside)),
      delta('src/b.txt', backupOf('/workspaces/app/src/b.txt', { backupFileName: null })),
    ];
    const asTheyStand = actingIn(lines.map((line) => JSON.stringify(line)));
    for (const code of ['rewind-outside', 'rewind-backup']) expect(asTheyStand.join('\n')).toContain(code);
    const built = lines.flatMap((line) => pulled(line));
    expect(built).toHaveLength(2);
    expect(actingIn(built.map((line) => JSON.stringify(line)))).toEqual([]);
  });
});

it.each(['2.1.197', '2.1.250', '2.1.329', '2.1.332'])(
  'checkpoints of real conversations of %s go either way',
  (version) => {
    const corpus = new URL(`../../fixtures/transcripts/${version}.jsonl`, import.meta.url);
    const lines = readFileSync(corpus, 'utf8')
      .trimEnd()
      .split('\n')
      .filter((text) => /"type":"file-history-/.test(text) && /"backupFileName":"/.test(text));
    const changed = lines.map((text) =>
      mapCheckpointLine(text, sides, sha256) === undefined ? pulled(JSON.parse(text)).length : 1,
    );
    expect(changed.length).toBeGreaterThan(0);
    expect(Math.min(...changed)).toBeGreaterThan(0);
  },
);

describe('which host takes them', () => {
  it.each<[string | undefined, string, boolean | undefined]>([
    [undefined, 'linux', undefined],
    ['2.1.197', 'linux', undefined],
    ['2.1.222', 'linux', undefined],
    ['2.1.223', 'linux', false],
    ['2.1.328', 'linux', false],
    ['2.1.329', 'linux', true],
    ['2.2.0', 'linux', true],
    ['10.0.0', 'linux', true],
    ['2.1.329', 'darwin', false],
    ['2.1.329', 'win32', false],
    ['x', 'linux', undefined],
  ])('%s on %s: deletes %s', (client, platform, deletes) =>
    expect(takenCheckpoints(client, platform, sha256)?.deletes).toBe(deletes),
  );
});

describe('checkpoints of a host, for the container', () => {
  const push = (line: object, where: Sides = sides) =>
    JSON.parse(mapCheckpointLine(JSON.stringify(line), where, sha256) ?? JSON.stringify(line));

  it('are of the container by path, name and folder', () => {
    expect(push(delta('src/a.txt', backupOf('/home/me/app/src/a.txt')))).toEqual(
      delta('/workspaces/app/src/a.txt', backupOf('/workspaces/app/src/a.txt')),
    );
    const { realParentDir: _, ...old } = backupOf('/home/me/app/a.txt');
    const { realParentDir: __, ...mapped } = backupOf('/workspaces/app/a.txt');
    expect(push(snapshot({ 'a.txt': old }))).toEqual(snapshot({ '/workspaces/app/a.txt': mapped }));
  });

  it('have the same name where the project lies at the same path', () => {
    const line = delta('/home/me/app/a.txt', backupOf('/home/me/app/a.txt'));
    expect(push(line, { host: '/home/me/app', container: '/home/me/app' })).toEqual(line);
  });

  it('of a host with Windows', () => {
    const windows = { host: 'C:\\Users\\me\\app', container: '/workspaces/app' };
    const folder = 'C:\\Users\\me\\app\\src';
    const name = `${hashed(`${folder}\\a.txt`)}@v2`;
    const line = delta('src\\a.txt', { ...backupOf('/x'), backupFileName: name, realParentDir: folder });
    const path = '/workspaces/app/src/a.txt';
    expect(push(line, windows)).toEqual(
      delta(path, backupOf(path, { backupFileName: `${hashed(path)}@v2` })),
    );
  });

  it.each<[string, object]>([
    ['outside the project', delta('/home/me/x', backupOf('/home/me/x'))],
    [
      'behind a link',
      delta('src/a.txt', backupOf('/home/me/app/src/a.txt', { realParentDir: '/home/me/x/src' })),
    ],
    ['of a name that is not theirs', delta('a.txt', { ...backupOf('/x'), realParentDir: undefined })],
    [
      'of a file that was not there, in a folder that is not known',
      delta('a.txt', { backupFileName: null, version: 1 }),
    ],
    ['none', snapshot({})],
  ])('stay as they are: %s', (_, line) => expect(push(line)).toEqual(JSON.parse(JSON.stringify(line))));
});
