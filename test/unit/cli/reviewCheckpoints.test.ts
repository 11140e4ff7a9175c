import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ReviewOptions, syncProject } from '../../../cli/src/review/syncProject.ts';
import { projectSlug } from '../../../core/src/slug.ts';

let root = '';
let options: ReviewOptions;
const inside = '/workspaces/app';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'review-'));
  const realFolder = join(root, 'app');
  const projectFolder = join(root, '.claude', 'projects', projectSlug(realFolder));
  for (const folder of [realFolder, projectFolder, join(root, 'prepared', 'project')])
    mkdirSync(folder, { recursive: true });
  options = {
    devcontainerId: `test-${process.pid}-${Math.random()}`,
    realFolder,
    paths: { host: realFolder, container: inside },
    mirror: join(root, 'prepared', 'project'),
    projectFolder,
    configDir: join(root, '.claude'),
    hostClient: '2.1.329',
    journal: join(root, 'prepared', 'review', 'journal.jsonl'),
  };
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const session = '11111111-1111-4111-8111-111111111111';
let count = 0;
const uuid = () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`;
const nameOf = (path: string, number = 1) =>
  `${createHash('sha256').update(path).digest('hex').slice(0, 16)}@v${number}`;

type SideName = 'host' | 'mirror';
const folderOn = (side: SideName) => (side === 'host' ? options.realFolder : inside);
const transcriptOn = (side: SideName) =>
  join(side === 'host' ? options.projectFolder : options.mirror, `${session}.jsonl`);
const historyOn = (side: SideName, of = session) =>
  join(side === 'host' ? join(options.configDir, 'file-history') : join(options.mirror, '.file-history'), of);
const namesOn = (side: SideName, of = session) =>
  existsSync(historyOn(side, of)) ? readdirSync(historyOn(side, of)).sort() : [];
const backupOn = (side: SideName, path: string, number = 1) =>
  join(historyOn(side), nameOf(join(folderOn(side), path), number));

function add(side: SideName, ...lines: object[]): void {
  appendFileSync(transcriptOn(side), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** A message, as a client writes it. */
function said(side: SideName, more: object = {}, parentUuid: string | null = null) {
  return {
    parentUuid,
    isSidechain: false,
    cwd: folderOn(side),
    sessionId: session,
    version: '2.1.329',
    type: 'user',
    message: { role: 'user', content: 'x' },
    uuid: uuid(),
    timestamp: '2026-11-30T10:00:00.000Z',
    ...more,
  };
}

/** That a file was so before a message. */
function tracked(side: SideName, path: string, { uuid: id }: { uuid: string }, number = 1) {
  const time = '2026-11-30T10:00:00.000Z';
  const backup = {
    backupFileName: nameOf(join(folderOn(side), path), number),
    version: number,
    backupTime: time,
  };
  const files = { [path]: backup };
  return {
    type: 'file-history-snapshot',
    messageId: id,
    snapshot: { messageId: id, trackedFileBackups: files, timestamp: time },
    isSnapshotUpdate: false,
  };
}

const edited = (originalFile: string, oldString = '', newString = '') => ({
  toolUseResult: { filePath: 'x', originalFile, oldString, newString },
});

/** A conversation of the container in which files were changed, and their backups. */
function editedInside(...paths: string[]): void {
  const first = said('mirror');
  add('mirror', first, ...paths.map((path) => tracked('mirror', path, first)));
  for (const path of paths) put(backupOn('mirror', path), `before: ${path}`);
}

describe('what files were, of the container', () => {
  test('comes under the name of the host, with its rights and its time', async () => {
    editedInside('src/a.sh');
    chmodSync(backupOn('mirror', 'src/a.sh'), 0o4755);
    utimesSync(backupOn('mirror', 'src/a.sh'), 1000, 1000);
    await syncProject(options);
    expect(namesOn('host')).toEqual([nameOf(join(options.realFolder, 'src/a.sh'))]);
    const backup = backupOn('host', 'src/a.sh');
    expect(readFileSync(backup, 'utf8')).toBe('before: src/a.sh');
    expect(statSync(backup).mode & 0o7777).toBe(0o755);
    expect(statSync(backup).mtimeMs).toBe(1_000_000);
    expect(readFileSync(transcriptOn('host'), 'utf8')).toContain('"file-history-delta"');
  });

  test('comes when it is there, whenever that is, and once', async () => {
    editedInside('a.txt');
    const late = readFileSync(backupOn('mirror', 'a.txt'));
    rmSync(backupOn('mirror', 'a.txt'));
    await syncProject(options);
    expect(namesOn('host')).toEqual([]);
    writeFileSync(backupOn('mirror', 'a.txt'), late);
    await syncProject(options);
    expect(namesOn('host')).toHaveLength(1);
    const before = statSync(backupOn('host', 'a.txt')).ino;
    await syncProject(options);
    expect(statSync(backupOn('host', 'a.txt')).ino).toBe(before);
  });

  test.each([undefined, '2.1.197'])('does not come to a host with Claude Code %s', async (hostClient) => {
    editedInside('a.txt');
    await syncProject({ ...options, hostClient });
    expect(namesOn('host')).toEqual([]);
    expect(readFileSync(transcriptOn('host'), 'utf8')).not.toContain('file-history');
  });

  test('comes of no file that no line names, that acts, or lies outside', async () => {
    editedInside('.git/config', '../b.txt', 'c.txt');
    put(backupOn('mirror', 'd.txt'), 'unnamed');
    put(join(historyOn('mirror'), 'authorized_keys'), 'unnamed');
    await syncProject(options);
    expect(namesOn('host')).toEqual([nameOf(join(options.realFolder, 'c.txt'))]);
  });

  test('is a file, and of a bounded length: no link, no folder', async () => {
    editedInside('link', 'folder', 'long', 'a.txt');
    put(join(root, 'secret'), 'secret');
    for (const path of ['link', 'folder']) rmSync(backupOn('mirror', path));
    symlinkSync(join(root, 'secret'), backupOn('mirror', 'link'));
    mkdirSync(backupOn('mirror', 'folder'));
    truncateSync(backupOn('mirror', 'long'), 16 * 1024 * 1024 + 1);
    await syncProject(options);
    expect(namesOn('host')).toEqual([nameOf(join(options.realFolder, 'a.txt'))]);
  });

  test.each(['.file-history', `.file-history/${session}`])('is not read through a link at %s', async (at) => {
    editedInside('a.txt');
    const elsewhere = join(root, 'elsewhere', session);
    put(join(elsewhere, nameOf(`${inside}/a.txt`)), 'secret');
    rmSync(join(options.mirror, at), { recursive: true });
    symlinkSync(at.endsWith(session) ? elsewhere : dirname(elsewhere), join(options.mirror, at));
    await syncProject(options);
    expect(namesOn('host')).toEqual([]);
    expect(readdirSync(elsewhere)).toHaveLength(1);
  });

  test('takes the place of nothing that the host has', async () => {
    editedInside('a.txt');
    put(backupOn('host', 'a.txt'), "the host's");
    await syncProject(options);
    expect(readFileSync(backupOn('host', 'a.txt'), 'utf8')).toBe("the host's");
  });

  test('belongs to the conversation that is made where both sides went on', async () => {
    const first = said('host');
    add('host', first);
    await syncProject(options);
    add('host', said('host', {}, first.uuid));
    const next = said('mirror', {}, first.uuid);
    add('mirror', next, tracked('mirror', 'a.txt', next));
    put(backupOn('mirror', 'a.txt'), 'before');
    const { files } = await syncProject(options);
    const outcome = files.find(({ outcome: { kind } }) => kind === 'forked')?.outcome;
    const fork = outcome?.kind === 'forked' ? outcome.to.slice(-41, -6) : '';
    const forks = readdirSync(join(options.configDir, 'file-history')).filter((name) => name !== session);
    expect(forks).toHaveLength(1);
    expect(forks[0]).toContain(fork);
    expect(namesOn('host', forks[0])).toEqual([nameOf(join(options.realFolder, 'a.txt'))]);
  });
});

describe('what files were, of the host', () => {
  test('goes to the container as far as the conversation says it', async () => {
    const first = said('host', edited('one $& two', 'two', '$& three'));
    add('host', first, ...[1, 2, 3].map((number) => tracked('host', 'a.txt', first, number)));
    put(backupOn('host', 'a.txt', 1), 'one $& two');
    put(backupOn('host', 'a.txt', 2), 'one $& $& three');
    // As when the container had put a link in its place.
    put(backupOn('host', 'a.txt', 3), 'a secret of the host');
    await syncProject(options);
    expect(namesOn('mirror')).toEqual([1, 2].map((number) => nameOf(`${inside}/a.txt`, number)));
    expect(readFileSync(backupOn('mirror', 'a.txt', 2), 'utf8')).toBe('one $& $& three');
    expect(readFileSync(transcriptOn('mirror'), 'utf8')).toContain(nameOf(`${inside}/a.txt`, 3));
  });

  test('goes where it follows from what the file holds, which is no link', async () => {
    put(join(root, 'elsewhere', 'b.txt'), 'after: secret\n');
    put(join(options.realFolder, 'a.txt'), 'after: a.txt\n');
    symlinkSync(join(root, 'elsewhere', 'b.txt'), join(options.realFolder, 'link'));
    symlinkSync(join(root, 'elsewhere'), join(options.realFolder, 'linked'));
    for (const [path, word] of [
      ['a.txt', 'a.txt'],
      ['link', 'secret'],
      ['linked/b.txt', 'secret'],
    ] as const) {
      const filePath = join(options.realFolder, path);
      const edit = {
        filePath,
        oldString: 'before',
        newString: 'after',
        originalFile: null,
        structuredPatch: [],
      };
      const first = said('host', { toolUseResult: edit });
      add('host', first, tracked('host', path, first));
      put(backupOn('host', path), `before: ${word}\n`);
    }
    await syncProject(options);
    expect(namesOn('mirror')).toEqual([nameOf(`${inside}/a.txt`)]);
  });

  test('does not go when only what the container wrote is asked for', async () => {
    const first = said('host', edited('one'));
    add('host', first, tracked('host', 'a.txt', first));
    put(backupOn('host', 'a.txt'), 'one');
    await syncProject({ ...options, only: 'pull' });
    expect(namesOn('mirror')).toEqual([]);
    await syncProject(options);
    expect(namesOn('mirror')).toEqual([nameOf(`${inside}/a.txt`)]);
  });
});
