import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readNotTaken, recordNotTaken } from '../../../cli/src/review/notTakenRecord.ts';
import { notTakenLines, reportLines } from '../../../cli/src/review/reportLines.ts';
import { type ReviewOptions, syncProject } from '../../../cli/src/review/syncProject.ts';
import { projectSlug } from '../../../core/src/slug.ts';

/** A project on the host with a conversation, and its mirror, without any container. */
let root = '';
let options: ReviewOptions;
const one = '11111111-1111-4111-8111-111111111111';
const two = '22222222-2222-4222-8222-222222222222';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'review-'));
  const realFolder = join(root, 'app');
  const projectFolder = join(root, '.claude', 'projects', projectSlug(realFolder));
  const mirror = join(root, 'prepared', 'project');
  for (const folder of [realFolder, projectFolder, mirror]) mkdirSync(folder, { recursive: true });
  options = {
    devcontainerId: `test-${process.pid}-${Math.random()}`,
    realFolder,
    paths: { host: realFolder, container: '/workspaces/app' },
    mirror,
    projectFolder,
    configDir: join(root, '.claude'),
    journal: join(root, 'prepared', 'review', 'journal.jsonl'),
  };
  say(projectFolder, one, 'begun');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

let count = 0;

/** Adds a line to a conversation. */
function say(folder: string, sessionId: string, content: string, parentUuid: string | null = null): string {
  const uuid = `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`;
  const line = {
    parentUuid,
    cwd: folder === options.mirror ? '/workspaces/app' : options.realFolder,
    sessionId,
    type: 'user',
    message: { role: 'user', content },
    uuid,
    timestamp: '2026-11-30T10:00:00.000Z',
  };
  put(join(folder, `${sessionId}.jsonl`), `${JSON.stringify(line)}\n`, 'a');
  return uuid;
}

function put(path: string, text: string, flag = 'w'): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { flag });
}

const onHost = (path: string) => join(options.configDir, 'tasks', path);
const inside = (path: string) => join(options.mirror, '.tasks', path);
const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
const task = (id: string, subject: string, status = 'pending') =>
  JSON.stringify({ id, subject, description: '', status, blocks: [], blockedBy: [] }, null, 2);
const sync = async (only?: 'pull' | 'push') =>
  (await syncProject({ ...options, ...(only && { only }) })).files
    .filter(({ mirror }) => mirror.startsWith('.tasks'))
    .map(({ mirror, outcome }) => `${mirror.slice(mirror.lastIndexOf('/') + 1)} ${outcome.kind}`);

describe('a todo list', () => {
  test('of the host is inside, one of the container on the host, and each change on the other side', async () => {
    put(onHost(`${one}/1.json`), task('1', 'of the host'));
    put(onHost(`${one}/.highwatermark`), '4');
    expect(await sync()).toEqual(['1.json pushed']);
    expect(read(inside(`${one}/1.json`))).toBe(task('1', 'of the host'));
    expect(read(inside(`${one}/.highwatermark`))).toBe('4');
    expect(await sync()).toEqual([]);

    put(inside(`${one}/1.json`), task('1', 'of the host', 'completed'));
    put(inside(`${one}/2.json`), task('2', 'made inside'));
    put(inside(`${one}/.highwatermark`), '6');
    expect(await sync('push')).toEqual([]);
    const report = await syncProject(options);
    expect(reportLines(report, 'pull --report')).toEqual(['Pulled 1 todo list from the container.']);
    expect(read(onHost(`${one}/1.json`))).toBe(task('1', 'of the host', 'completed'));
    expect(read(onHost(`${one}/2.json`))).toBe(task('2', 'made inside'));
    expect(read(onHost(`${one}/.highwatermark`))).toBe('6');
    put(inside(`${one}/.highwatermark`), '2');
    put(onHost(`${one}/2.json`), task('2', 'made inside', 'completed'));
    expect(await sync()).toEqual(['2.json pushed']);
    expect(read(inside(`${one}/.highwatermark`))).toBe('6');
    expect(await sync()).toEqual([]);
  });

  test('loses a task that was deleted on one side and is as it was on the other', async () => {
    for (const id of ['1', '2', '3', '4']) put(onHost(`${one}/${id}.json`), task(id, 'x'));
    await sync();
    rmSync(inside(`${one}/1.json`));
    rmSync(onHost(`${one}/2.json`));
    rmSync(inside(`${one}/3.json`));
    put(onHost(`${one}/3.json`), task('3', 'changed'));
    expect(await sync()).toEqual(['1.json pulled', '2.json pushed', '3.json pushed']);
    const left = ['3.json', '4.json'];
    expect([readdirSync(onHost(one)), readdirSync(inside(one))]).toEqual([left, left]);
    expect(await sync()).toEqual([]);
    // A whole list was swept, and none of its tasks deleted.
    rmSync(inside(one), { recursive: true });
    expect(await sync()).toEqual(['3.json pushed', '4.json pushed']);
    rmSync(onHost(one), { recursive: true });
    expect(await sync()).toEqual([]);
    expect(readdirSync(inside(one))).toEqual(left);
  });

  test('of a conversation that was begun in a folder below goes on when nothing else is new', async () => {
    const cwd = join(options.realFolder, 'src');
    const message = { role: 'user', content: 'begun below' };
    const line = { parentUuid: null, cwd, sessionId: two, type: 'user', message, uuid: one };
    const folder = join(dirname(options.projectFolder), projectSlug(cwd));
    put(join(folder, `${two}.jsonl`), `${JSON.stringify(line)}\n`);
    put(onHost(`${two}/1.json`), task('1', 'x'));
    expect(await sync()).toEqual(['1.json pushed']);
    put(onHost(`${two}/1.json`), task('1', 'x', 'completed'));
    expect(await sync()).toEqual(['1.json pushed']);
  });

  test('that both sides wrote stays as it is on both, until they agree', async () => {
    put(onHost(`${one}/1.json`), task('1', 'x'));
    await sync();
    put(onHost(`${one}/1.json`), task('1', 'of the host'));
    put(inside(`${one}/1.json`), task('1', 'of the container'));
    for (const _ of [1, 2]) expect(await sync()).toEqual(['1.json damaged']);
    expect(read(onHost(`${one}/1.json`))).toBe(task('1', 'of the host'));
    expect(read(inside(`${one}/1.json`))).toBe(task('1', 'of the container'));
    put(inside(`${one}/1.json`), task('1', 'of the host'));
    expect(await sync()).toEqual([]);
    put(inside(`${one}/1.json`), task('1', 'of the host', 'completed'));
    expect(await sync()).toEqual(['1.json pulled']);
  });

  test('goes with the container’s part where both sides went on with a conversation', async () => {
    const last = say(options.projectFolder, one, 'more');
    put(onHost(`${one}/1.json`), task('1', 'x'));
    await sync();
    say(options.projectFolder, one, 'on the host', last);
    say(options.mirror, one, 'in the container', last);
    put(onHost(`${one}/1.json`), task('1', 'of the host'));
    put(inside(`${one}/1.json`), task('1', 'of the container'));
    await sync();
    const [fork = ''] = readdirSync(options.projectFolder)
      .map((name) => name.replace('.jsonl', ''))
      .filter((name) => name !== one);
    expect(read(onHost(`${one}/1.json`))).toBe(task('1', 'of the host'));
    expect(read(onHost(`${fork}/1.json`))).toBe(task('1', 'of the container'));
    const [other = ''] = readdirSync(inside('')).filter((name) => name !== one);
    expect(read(inside(`${other}/1.json`))).toBe(task('1', 'of the host'));
    expect(await sync()).toEqual([]);
  });

  test('of another project is in reach of no container', async () => {
    put(join(options.configDir, 'projects', '-other', `${two}.jsonl`), '{}\n');
    put(onHost(`${two}/1.json`), task('1', 'secret'));
    expect(await sync()).toEqual([]);
    // Not even for one that was shared live and left a conversation of that name.
    say(options.projectFolder, two, 'forged');
    say(options.mirror, '33333333-3333-4333-8333-333333333333', 'begun inside');
    put(inside('33333333-3333-4333-8333-333333333333/1.json'), task('1', 'inside'));
    expect(await sync()).toEqual(['1.json pulled']);
    expect(readdirSync(inside(''))).toEqual(['33333333-3333-4333-8333-333333333333']);
  });
});

test('of a conversation with which nobody goes on, nothing is read', async () => {
  put(onHost(`${one}/1.json`), task('1', 'x'));
  const last = new Date(Date.now() - 7_200_000);
  const transcripts = [options.projectFolder, options.mirror].map((folder) => join(folder, `${one}.jsonl`));
  utimesSync(transcripts[0] ?? '', last, last);
  for (const expected of [['1.json pushed'], [], []]) expect(await sync()).toEqual(expected);
  put(onHost(`${one}/1.json`), task('1', 'changed by hand'));
  expect(await sync()).toEqual([]);
  say(options.projectFolder, one, 'gone on with');
  expect(await sync()).toEqual(['1.json pushed']);
  // Where only one direction was wanted, the other is still to come.
  put(inside(`${one}/1.json`), task('1', 'changed inside'));
  for (const path of transcripts) utimesSync(path, last, last);
  for (const _ of [1, 2]) expect(await sync('push')).toEqual([]);
  expect(await sync('pull')).toEqual(['1.json pulled']);
});

test('of many lists no more are held open than one after the other', async () => {
  for (let n = 10; n < 40; n++) {
    say(options.projectFolder, one.replace('11', String(n)), 'begun');
    put(onHost(`${one.replace('11', String(n))}/1.json`), task('1', 'x'));
  }
  const held: number[] = [];
  const open = () => readdirSync('/proc/self/fd').length;
  const before = open();
  const syncing = sync();
  const timer = setInterval(() => held.push(open()), 1);
  expect(await syncing).toHaveLength(30);
  clearInterval(timer);
  expect(Math.max(...held)).toBeLessThan(before + 30);
});

describe('a hostile container', () => {
  test('gets nothing onto the host but tasks', async () => {
    put(inside(`${one}/1.json`), JSON.stringify({ ...JSON.parse(task('1', 'x')), status: 'run' }));
    put(inside(`${one}/2.json`), task('3', 'another id'));
    put(inside(`${one}/3.json`), 'x'.repeat(200_000));
    put(inside(`${one}/evil.json`), task('1', 'x'));
    put(inside(`${one}/.highwatermark`), '1e99');
    put(inside(`${one}/4.json/5.json`), task('5', 'x'));
    put(inside('teams/1.json'), task('1', 'x'));
    const all = ['1.json', '2.json', '3.json', '4.json'].map((name) => `${name} damaged`);
    expect(await sync()).toEqual(all);
    const { files } = await syncProject(options);
    const workspace = { preparedFolder: join(root, 'prepared') };
    expect(reportLines({ files, strange: [] }, 'pull --report')).toEqual([
      `  .tasks/${one}: 2 files not pulled: it is not what Claude Code writes. The copy on this host (tasks/${one}) is as it was.`,
      `  .tasks/${one}/3.json: not pulled: it is too long. The copy on this host (tasks/${one}/3.json) is as it was.`,
      `  .tasks/${one}/4.json: not pulled: it is no file. The copy on this host (tasks/${one}/4.json) is as it was.`,
    ]);
    for (const at of ['2026-11-30T10:00', '2026-11-30T10:01']) await recordNotTaken(workspace, files, at);
    expect(notTakenLines(await readNotTaken(workspace))[0]).toBe(
      `2026-11-30 10:00  .tasks/${one}/1.json  it is not what Claude Code writes: not known to be harmless`,
    );
    expect(await readNotTaken(workspace)).toHaveLength(4);
    expect(readdirSync(join(options.configDir, 'tasks'))).toEqual([]);
  });

  test('leads nobody out by links', async () => {
    const secret = join(root, 'secret');
    put(join(secret, '1.json'), task('1', 'secret'));
    put(onHost(`${one}/1.json`), task('1', 'x'));
    put(onHost(`${one}/2.json`), task('2', 'y'));
    await sync();
    rmSync(inside(`${one}/1.json`));
    symlinkSync(join(secret, '1.json'), inside(`${one}/1.json`));
    expect(await sync()).toEqual(['1.json damaged']);
    rmSync(inside(one), { recursive: true });
    symlinkSync(secret, inside(one));
    expect(await sync()).toEqual([`${one} damaged`]);
    rmSync(inside(''), { recursive: true });
    symlinkSync(secret, join(options.mirror, '.tasks'));
    expect(await sync()).toEqual(['.tasks damaged']);
    rmSync(join(options.mirror, '.file-history'), { recursive: true });
    symlinkSync(secret, join(options.mirror, '.file-history'));
    const said = reportLines(await syncProject(options), 'pull --report');
    expect(said.map((text) => text.slice(0, text.indexOf(':')))).toEqual(['  .tasks', '  .file-history']);
    expect(readdirSync(secret)).toEqual(['1.json']);
    expect(read(onHost(`${one}/1.json`))).toBe(task('1', 'x'));
  });
});
