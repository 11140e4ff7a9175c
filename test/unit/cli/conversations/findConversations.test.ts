import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type FindRequest,
  findConversation,
  findConversations,
} from '../../../../cli/src/conversations/findConversations.ts';
import { UserError } from '../../../../cli/src/host/errors.ts';
import { titleOf } from '../../../../core/src/conversations/Conversation.ts';
import { conversationRows, conversationTable } from '../../../../core/src/conversations/conversationTable.ts';
import { fileTime } from '../../../../core/src/conversations/fileTime.ts';
import { projectSlug } from '../../../../core/src/slug.ts';
import { sessionNumber, TranscriptWriter } from '../../../harness/conversations/TranscriptWriter.ts';
import { newFolder } from '../../../harness/place/newFolder.ts';
import { put } from '../../../harness/place/put.ts';

let home: string;
let configDir: string;
let project: string;
let request: FindRequest & { home: string; project: string };

beforeEach(() => {
  home = newFolder();
  configDir = join(home, '.claude');
  project = join(home, 'app');
  mkdirSync(project);
  request = { configDir, home, project };
});

const filedBy = (folder: string) => join(configDir, 'projects', projectSlug(folder));
const write = (number: number, folder = project, cwd = folder) =>
  new TranscriptWriter(filedBy(folder), sessionNumber(number), { cwd }).user(`Prompt ${number}`);
const numbers = async (which: FindRequest = request) =>
  (await findConversations(which)).map(({ id }) => Number.parseInt(id.slice(0, 8), 16)).sort();

describe("which conversations are a project's", () => {
  it('those of its folder, whatever folder a container said', async () => {
    write(1);
    write(2, project, '/workspaces/app');
    write(3, join(home, 'other'));
    expect(await numbers()).toEqual([1, 2]);
    expect(await numbers({ configDir })).toEqual([1, 2, 3]);
  });

  it('those of folders in it, and not those of a folder with a name that only begins so', async () => {
    write(1, join(project, 'packages/web'));
    write(2, `${project}-2`);
    write(3, join(project, '2'));
    expect(await numbers()).toEqual([1, 3]);
  });

  it('none of another folder of which the name in projects/ is the same', async () => {
    const dashed = join(home, 'a-b');
    mkdirSync(dashed);
    write(1, dashed);
    new TranscriptWriter(filedBy(dashed), sessionNumber(2), { cwd: join(home, 'a/b') }).user('Other');
    expect(await numbers({ ...request, project: dashed })).toEqual([1]);
  });

  it('those of other git worktrees, from any of them, and their folders', async () => {
    const git = (folder: string, ...args: string[]) =>
      execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
        stdio: 'pipe',
      });
    git(project, 'init', '-q');
    git(project, 'commit', '-q', '--allow-empty', '-m', 'x');
    const tree = join(home, 'tree');
    git(project, 'worktree', 'add', '-q', tree);
    write(1);
    write(2, tree);
    write(3, join(tree, 'src'));
    expect(await numbers()).toEqual([1, 2, 3]);
    expect(await numbers({ ...request, project: tree })).toEqual([1, 2, 3]);
  });

  it('none of a folder that a container only says to be a worktree', async () => {
    execFileSync('git', ['-C', project, 'init', '-q']);
    const other = join(home, 'other');
    put(join(other, '.git/HEAD'), 'ref: refs/heads/main\n');
    put(join(project, '.git/worktrees/x/gitdir'), `${other}/.git\n`);
    write(1, other);
    expect(await numbers()).toEqual([]);
  });
});

describe('one of an id', () => {
  it('is found by the beginning of its id', async () => {
    write(1);
    write(0x12);
    expect((await findConversation(request, '00000001')).id).toBe(sessionNumber(1));
    await expect(findConversation(request, '000000')).rejects.toThrow('2 conversations begin with 000000');
    await expect(findConversation(request, 'ff')).rejects.toThrow(UserError);
    await expect(findConversation(request, '../x')).rejects.toThrow(UserError);
  });

  it('is found by its title, or words of it, where no id begins so', async () => {
    write(1).note('custom-title', { customTitle: 'Mend the\nbuild' });
    write(2).note('custom-title', { customTitle: 'Mend the build, again' });
    write(0xadd).note('custom-title', { customTitle: 'A \u001b[31mpicker' });
    const idFor = async (words: string) => (await findConversation(request, words)).id;
    expect(await idFor('mend the build')).toBe(sessionNumber(1));
    expect(await idFor('AGAIN build')).toBe(sessionNumber(2));
    expect(await idFor('picker')).toBe(sessionNumber(0xadd));
    const several = await findConversation(request, 'build').catch((error) => error);
    expect(several.message).toBe('2 conversations have "build" in their title.');
    expect(several.hint).toContain('Name one by its id: 00000002 (');
    expect(several.hint).toContain('00000001 (Mend the build)');
    const begin = await findConversation(request, '0000').catch((error) => error);
    expect(begin.hint).toContain('(A \\u001b[31mpicker)');
    await expect(findConversation(request, ' ')).rejects.toThrow('The id is empty');
  });

  it('is opened where it lies, with its folder', async () => {
    const { path } = write(1);
    mkdirSync(join(filedBy(project), sessionNumber(1), 'subagents'), { recursive: true });
    const opened = await (await findConversation(request, sessionNumber(1))).open();
    expect(opened).toMatchObject({ path, folder: path.slice(0, -'.jsonl'.length) });
    rmSync(path);
    await expect((await findConversation(request, '00000001')).open()).rejects.toThrow(UserError);
  });
});

describe('what is said of one', () => {
  const only = async () => {
    const [first] = await findConversations(request);
    if (!first) throw new Error('none was found');
    return first;
  };

  it('how many prompts it has, where all of it was read', async () => {
    write(1)
      .assistant('Yes')
      .result('x')
      .user('<command-name>/clear</command-name>')
      .user('And?')
      .user('Meta', { isMeta: true });
    expect(await only()).toMatchObject({ turns: 2, lastWords: 'And?', isEmpty: false, isHeadless: false });
    write(1).fill(200_000).assistant('Done');
    const { turns, lastWords } = await only();
    expect({ turns, lastWords }).toEqual({ turns: undefined, lastWords: 'Done' });
  });

  it('a prompt that a compaction wrote again counts once', async () => {
    const prompt = { uuid: sessionNumber(9) };
    new TranscriptWriter(filedBy(project), sessionNumber(1)).user('Go', prompt).user('Go', prompt);
    expect((await only()).turns).toBe(1);
  });

  it('that it was made by claude -p', async () => {
    new TranscriptWriter(filedBy(project), sessionNumber(1), { entrypoint: 'sdk-cli' }).user('Go');
    expect((await only()).isHeadless).toBe(true);
  });

  it('that a folder has no transcript', async () => {
    mkdirSync(join(filedBy(project), sessionNumber(1), 'tool-results'), { recursive: true });
    const remnant = await only();
    expect(remnant).toMatchObject({ id: sessionNumber(1), isRemnant: true, size: 0 });
    await expect(remnant.open()).rejects.toThrow(UserError);
  });

  it('when it is deleted: after 30 days, or as the settings say', async () => {
    const day = 24 * 60 * 60 * 1000;
    const { path } = write(1).changedAt(1_796_000_000);
    expect((await only()).sweptAt).toBe(1_796_000_000_000 + 30 * day);
    put(join(configDir, 'settings.json'), '{"cleanupPeriodDays": 90}');
    expect((await only()).sweptAt).toBe(1_796_000_000_000 + 90 * day);
    put(join(configDir, 'settings.json'), '{"cleanupPeriodDays": "x"');
    expect((await only()).sweptAt).toBe(1_796_000_000_000 + 30 * day);
    expect(readFileSync(path, 'utf8')).toContain('Prompt 1');
  });

  it('that a running Claude Code has it open', async () => {
    write(1);
    write(2);
    const claude = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60_000)', 'claude']);
    try {
      await once(claude, 'spawn');
      const entry = { sessionId: sessionNumber(2), cwd: project };
      put(join(configDir, 'sessions', `${claude.pid}.json`), JSON.stringify(entry));
      const open = (await findConversations(request)).filter(({ openIn }) => openIn === 'host');
      expect(open.map(({ id }) => id)).toEqual([sessionNumber(2)]);
    } finally {
      claude.kill('SIGKILL');
    }
  });

  it('the folder of its project', async () => {
    write(1, join(project, 'src'));
    expect((await only()).project).toBe(project);
    const [all] = await findConversations({ configDir, home });
    expect(all?.project).toBe(join(project, 'src'));
  });
});

describe('what a container can do', () => {
  it('links, pipes and folders under the name of a transcript are none', async () => {
    const folder = filedBy(project);
    const secret = put(join(home, 'secret'), '{"type":"user","message":{"content":"SECRET"}}\n');
    mkdirSync(folder, { recursive: true });
    symlinkSync(secret, join(folder, `${sessionNumber(1)}.jsonl`));
    execFileSync('mkfifo', [join(folder, `${sessionNumber(2)}.jsonl`)]);
    mkdirSync(join(folder, `${sessionNumber(3)}.jsonl`));
    symlinkSync(home, join(folder, sessionNumber(4)));
    symlinkSync(folder, join(configDir, 'projects', `${projectSlug(project)}-linked`));
    expect(await findConversations({ configDir, home })).toEqual([]);
  });

  it('a title beside a transcript is not read by a link, and not whole', async () => {
    const secret = put(join(home, 'secret'), '{"customTitle":"SECRET"}');
    write(1);
    write(2);
    write(3);
    mkdirSync(join(filedBy(project), sessionNumber(1)));
    symlinkSync(secret, join(filedBy(project), sessionNumber(1), 'custom-title.json'));
    symlinkSync(join(home, 'elsewhere'), join(filedBy(project), sessionNumber(2)));
    put(join(home, 'elsewhere/custom-title.json'), '{"customTitle":"SECRET"}');
    put(
      join(filedBy(project), sessionNumber(3), 'custom-title.json'),
      `{"customTitle":"${'x'.repeat(10_000)}"}`,
    );
    const titles = (await findConversations(request)).map(titleOf).sort();
    expect(titles).toEqual(['Prompt 1', 'Prompt 2', 'Prompt 3']);
  });

  it('a line of any length, and members of any kind, are listed', async () => {
    const folder = filedBy(project);
    const hostile: unknown[] = [
      { type: 'user', message: null, cwd: 7, uuid: {}, forkedFrom: [], timestamp: 'x' },
      { type: 'user', message: { content: [null, 7, 'x', { type: 'text' }] } },
      { type: 'assistant', message: { content: { a: 1 } } },
      { type: 'custom-title', customTitle: { toString: 1 } },
      { type: '__proto__', customTitle: 'x' },
      { type: 'constructor' },
      [],
      null,
      7,
    ];
    const lines = hostile.map((line) => JSON.stringify(line)).join('\n');
    new TranscriptWriter(folder, sessionNumber(1)).raw(`${lines}\n`);
    new TranscriptWriter(folder, sessionNumber(2)).raw('x'.repeat(3_000_000));
    new TranscriptWriter(folder, sessionNumber(3)).raw('['.repeat(100_000)).raw('\n'.repeat(100_000));
    new TranscriptWriter(folder, sessionNumber(4)).raw(Buffer.alloc(300_000));
    new TranscriptWriter(folder, sessionNumber(5)).raw(
      '{"type":"user","message":{"content":"<pasted_content id=\\"12ab\\">\\n'.repeat(2000),
    );
    expect(await numbers()).toEqual([1, 2, 3, 4, 5]);
  });

  it('of many names no more than so many are looked at, and that is said', async () => {
    const folder = filedBy(project);
    const sources = [write(1), write(2)];
    for (const { path, id } of sources)
      for (let at = 0; at < 50_001; at++) linkSync(path, join(folder, `${id}-${at}`));
    const troubles: string[] = [];
    await findConversations({ ...request, onTrouble: (sentence) => void troubles.push(sentence) });
    expect(troubles).toEqual([expect.stringContaining('more files than are looked at')]);
  }, 120_000);

  it('files that grow and go meanwhile are listed, or not, and nothing fails', async () => {
    for (let at = 0; at < 60; at++) write(at);
    const looking = findConversations(request);
    for (let at = 0; at < 60; at++) {
      const path = join(filedBy(project), `${sessionNumber(at)}.jsonl`);
      if (at % 2 === 0) rmSync(path);
      else appendFileSync(path, '{"type":"user"');
    }
    const found = await looking;
    expect(found.length).toBeLessThanOrEqual(60);
    expect(await numbers()).toHaveLength(30);
  });
});

describe('what was read is kept', () => {
  const many = 40;
  const index = () => join(home, '.claude-sessions/index');
  const titles = async () => (await findConversations(request)).map((each) => titleOf(each) ?? '').sort();
  /** Of all files the bytes are others, and so that they are taken for the same: what is listed was not read again. */
  const changeUnseen = () => {
    for (let at = 0; at < many; at++) {
      const path = join(filedBy(project), `${sessionNumber(at)}.jsonl`);
      writeFileSync(path, readFileSync(path, 'utf8').replace('Prompt', 'Unread'));
      changed(at);
    }
  };
  const changed = (at: number) =>
    execFileSync('touch', ['-d', '@1796000000', join(filedBy(project), `${sessionNumber(at)}.jsonl`)]);

  beforeEach(() => {
    for (let at = 0; at < many; at++) {
      write(at);
      changed(at);
    }
  });

  it('and not read again, unless the file is another', async () => {
    const before = await findConversations(request);
    changeUnseen();
    const after = await findConversations(request);
    const known = (all: typeof before) => all.map(({ open: _, ...each }) => each);
    expect(known(after)).toEqual(known(before));
    write(3).changedAt(1_796_000_001);
    expect((await titles()).filter((title) => title.startsWith('Unread'))).toEqual([]);
    new TranscriptWriter(filedBy(project), sessionNumber(3)).user('Another').changedAt(1_796_000_000);
    expect(await titles()).toContain('Another');
  });

  it('where nobody else can read it, and whole', async () => {
    await findConversations(request);
    const [name = '', ...others] = readdirSync(index());
    expect(others).toEqual([]);
    expect(statSync(join(index(), name)).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['nothing', () => ''],
    ['half of it', (text: string) => text.slice(0, text.length / 2)],
    ['another form', () => '{"made":7,"rows":{}}'],
    [
      'rows that are none',
      (text: string) => text.replace(/"rows":.*/, '"rows":[null,7,["x"],["x","y",[]],{}]}'),
    ],
    ['what another version made', (text: string) => text.replace(/"made":"[^"]*"/, '"made":"0.0.1 1"')],
  ])('and %s in its place is no fault', async (_, spoil) => {
    const expected = await titles();
    const [name = ''] = readdirSync(index());
    writeFileSync(join(index(), name), spoil(readFileSync(join(index(), name), 'utf8')));
    expect(await titles()).toEqual(expected);
    changeUnseen();
    expect(await titles()).toEqual(expected);
  });

  it('by no link', async () => {
    const target = put(join(home, 'mine'), 'mine');
    await findConversations(request);
    const [name = ''] = readdirSync(index());
    rmSync(join(index(), name));
    symlinkSync(target, join(index(), name));
    await titles();
    expect(readFileSync(target, 'utf8')).toBe('mine');
  });

  it('not where only one is looked for, and not without a home', async () => {
    await findConversation(request, sessionNumber(3));
    await findConversations({ configDir });
    expect(() => readdirSync(index())).toThrow();
  });
});

/** In memory: other file systems have no such times. */
const anyTimes = '/dev/shm';

if (existsSync(anyTimes)) {
  it('has those whose files were changed when no date is', async () => {
    const there = mkdtempSync(join(anyTimes, 'conversations-'));
    try {
      const id = sessionNumber(1);
      new TranscriptWriter(join(there, 'projects/-w-app'), id, { cwd: '/w/app' }).user('Hello');
      utimesSync(join(there, 'projects/-w-app', `${id}.jsonl`), 1e13, 1e13);
      const found = await findConversations({ configDir: there });
      expect(found).toMatchObject([{ changedAt: fileTime(1e16) }]);
      expect(conversationRows(found, Date.now())[0]).toContain('\t9999-12-31T23:59:59.999Z\t');
      expect(conversationTable(found, { width: 80, now: Date.now(), dim: String })).toHaveLength(2);
      expect(fileTime(-1e16)).toBe(0);
    } finally {
      rmSync(there, { recursive: true });
    }
  });
}

/** Root reads every file. */
async function asAnother<T>(work: () => Promise<T>): Promise<T> {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

it('says which it may not read: a container that runs as root makes them', async () => {
  write(1);
  write(2);
  chmodSync(home, 0o755);
  chmodSync(join(filedBy(project), `${sessionNumber(2)}.jsonl`), 0);
  const troubles: string[] = [];
  const onTrouble = (sentence: string) => void troubles.push(sentence);
  const found = await asAnother(() => findConversations({ configDir, onTrouble }));
  expect(found.map(({ id }) => id)).toEqual([sessionNumber(1)]);
  expect(troubles).toEqual([
    expect.stringContaining(`${sessionNumber(2)}.jsonl cannot be read by this user`),
  ]);
});
