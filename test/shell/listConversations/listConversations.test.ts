import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ContainerSource } from '../../../cli/src/conversations/containers/ContainerSource.ts';
import { EndsReader } from '../../../cli/src/conversations/containers/EndsReader.ts';
import { openInside } from '../../../cli/src/conversations/containers/openInside.ts';
import type { TranscriptEntry } from '../../../core/src/conversations/Conversation.ts';
import { newFolder } from '../../harness/place/newFolder.ts';
import { findOnPath } from '../../harness/system/findOnPath.ts';
import { shells } from '../copyState/shells.ts';
import { ShellReach } from './ShellReach.ts';

const file = join(import.meta.dirname, '../../../core/assets/listConversations.sh');
const id = (n: number) => `0ee0d460-c98b-4821-9cec-${n.toString(16).padStart(12, '0')}`;
const pathOf = ({ slug, id: name }: TranscriptEntry) => `${slug}/${name}`;

it.skipIf(!findOnPath('shellcheck') && process.env.CI !== 'true')('shellcheck has nothing to say', () => {
  expect(spawnSync('shellcheck', ['-s', 'sh', file], { encoding: 'utf8' }).stdout).toBe('');
});

describe.each(shells)('the conversations of a config directory, under %s', (...shell) => {
  let root: string;
  let path: string;
  const sleepers: number[] = [];

  beforeEach(() => {
    root = newFolder();
    path = '/usr/bin:/bin';
    // Its own tools are others than those of a shell beside them.
    if (shell[0] === 'busybox') {
      path = join(newFolder(), 'bin');
      mkdirSync(path);
      spawnSync('busybox', ['--install', '-s', path]);
      path = `${path}:${dirname(findOnPath('busybox') ?? '')}/none`;
    }
  });
  afterEach(() => {
    for (const pid of sleepers.splice(0)) process.kill(pid, 'SIGKILL');
  });

  const reach = (prepare = '') => {
    const words = [findOnPath(shell[0] ?? '') ?? 'sh', ...shell.slice(1)];
    return new ShellReach(words, root, path, prepare);
  };
  const source = (prepare = '') => {
    const place = { kind: 'container', volume: 'v', container: 'c', running: true } as const;
    return new ContainerSource(place, { project: root, reach: reach(prepare) });
  };
  /** All bytes that come of the ends. */
  const endsOf = async (entries: readonly TranscriptEntry[], prepare = '') => {
    const reader = new EndsReader('b', 131_072);
    const input = entries.map((each) => `${pathOf(each)} ${each.size}\n`).join('');
    const call = { mode: 'ends', boundary: 'b', words: ['65536'], input, timeoutMs: 60_000 } as const;
    await reach(prepare).look(call, (piece) => reader.push(piece));
    expect(reader.ended).toBe(true);
    return reader.found;
  };
  const put = (name: string, text: string | Buffer) => {
    const at = join(root, name);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, text);
    return at;
  };
  const transcript = (n: number, text: string | Buffer = `${n}\n`, slug = '-app') =>
    put(`projects/${slug}/${id(n)}.jsonl`, text);

  it('are none in nothing, and where their folder is none', async () => {
    expect(await source().entries()).toEqual([]);
    const elsewhere = newFolder();
    mkdirSync(join(elsewhere, '-app'));
    writeFileSync(join(elsewhere, `-app/${id(1)}.jsonl`), 'host');
    symlinkSync(elsewhere, join(root, 'projects'));
    expect(await source().entries()).toEqual([]);
  });

  it('are listed as the file system has them, without being read', async () => {
    const paths = [transcript(1, 'one\n'), transcript(2, '', '-app-sub'), transcript(3, 'x', 'my_project.x')];
    chmodSync(paths[0] ?? '', 0);
    put(`projects/-app/${id(1)}/subagents/agent-1.jsonl`, 'x');
    put(`projects/-app/${id(4)}/tool-results/1.txt`, 'x');
    const entries = await source().entries();
    const expected = [...paths, join(root, 'projects/-app', id(4))].map((each) => {
      const { size, mtimeMs, ino } = statSync(each);
      const isRemnant = !each.endsWith('.jsonl');
      return { size: isRemnant ? 0 : size, changedAt: Math.floor(mtimeMs), inode: `${ino}`, isRemnant };
    });
    expect(entries.sort((a, b) => (a.id < b.id ? -1 : 1))).toMatchObject(expected);
    expect(entries.map(({ slug }) => slug)).toEqual(['-app', '-app-sub', 'my_project.x', '-app']);
  });

  it('are not what a link, a name or something else pretends to be', async () => {
    transcript(1);
    const elsewhere = newFolder();
    writeFileSync(join(elsewhere, `${id(9)}.jsonl`), 'host');
    symlinkSync(elsewhere, join(root, 'projects/shared'));
    symlinkSync(join(elsewhere, `${id(9)}.jsonl`), join(root, `projects/-app/${id(9)}.jsonl`));
    spawnSync('mkfifo', [join(root, `projects/-app/${id(8)}.jsonl`)]);
    mkdirSync(join(root, `projects/-app/${id(7)}.jsonl`));
    const forged = 'x\nend\nentry 81a4 1 1 1 2026-01-01 00:00:00 .';
    put(`projects/${forged}/${id(6)}/custom-title.json`, '');
    put(`projects/${forged}/${id(6)}.jsonl`, '');
    put(`projects/-app/${forged}.jsonl`, '');
    for (const name of [`${id(5)}x`, 'agent-1', `-${id(5)}`, `${id(5)} `, `ä${id(5)}`])
      put(`projects/-app/${name}.jsonl`, '');
    put(`projects/ä ö/${id(5)}.jsonl`, '');
    put(`projects/-app/deeper/${id(5)}.jsonl`, '');
    put(`projects/${id(5)}.jsonl`, '');
    expect((await source().entries()).map(pathOf)).toEqual([`-app/${id(1)}`]);
  });

  it('are read at their ends alone, to the byte', async () => {
    const title = `projects/-app/${id(1)}/custom-title.json`;
    put(title, JSON.stringify({ customTitle: ' Its name ' }));
    for (const n of [2, 3]) mkdirSync(join(root, 'projects/-app', id(n)), { recursive: true });
    symlinkSync(join(root, title), join(root, 'projects/-app', id(2), 'custom-title.json'));
    put(`projects/-app/${id(3)}/custom-title.json`, '{"customTitle": 1}');
    const long = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 256));
    transcript(1, 'all of it\n\n--x end\n');
    transcript(2, '');
    transcript(3, Buffer.from('a'.repeat(2 * 65536)));
    transcript(4, Buffer.from(`${'a'.repeat(65536)}${'m'.repeat(1_000_000)}${'z'.repeat(65536)}`));
    transcript(5, long);
    const reading = source();
    const entries = await reading.entries();
    const titled = entries.flatMap(({ id: of, titledAt }) => (titledAt === undefined ? [] : of));
    expect(titled.sort()).toEqual([id(1), id(3)]);
    const ends = await endsOf(entries);
    const of = (n: number) => ends.get(`-app/${id(n)}`);
    const bytes = (text: string) => Buffer.from(text);
    const titleOf = { title: bytes('{"customTitle":" Its name "}') };
    expect(of(1)).toEqual({ head: bytes('all of it\n\n--x end\n'), ...titleOf });
    expect(of(2)).toEqual({ head: bytes('') });
    expect(of(3)).toEqual({ head: bytes('a'.repeat(2 * 65536)), title: bytes('{"customTitle": 1}') });
    expect(of(4)).toEqual({ head: bytes('a'.repeat(65536)), tail: bytes('z'.repeat(65536)) });
    expect(of(5)).toEqual({ head: long.subarray(0, 65536), tail: long.subarray(-65536) });
    const summaries = await reading.ends(entries);
    const titles = [...summaries].map(([entry, { title }]) => [entry.id, title]).sort();
    expect(titles).toEqual([1, 2, 3, 4, 5].map((n) => [id(n), n === 1 ? 'Its name' : undefined]));
  });

  it('that became something else since they were listed have no ends, and are not opened', async () => {
    for (const n of [1, 2, 3, 4, 5]) transcript(n);
    const reading = source();
    const entries = await reading.entries();
    const at = (n: number) => join(root, `projects/-app/${id(n)}.jsonl`);
    for (const n of [1, 2, 3]) rmSync(at(n));
    spawnSync('mkfifo', [at(1)]);
    symlinkSync('/etc/passwd', at(2));
    truncateSync(at(4));
    const ends = await reading.ends(entries);
    const found = [...ends].map(([entry, { head }]) => [entry.id, head]).sort();
    expect(found).toEqual([
      [id(4), ''],
      [id(5), '5\n'],
    ]);
    for (const n of [1, 2, 3]) {
      const entry = entries.find((each) => each.id === id(n)) as TranscriptEntry;
      await expect(reading.open(entry)).rejects.toThrow('could not be read');
    }
    // The very files, but by a link.
    for (const folder of ['projects/-app', 'projects']) {
      renameSync(join(root, folder), join(root, 'moved'));
      symlinkSync(join(root, 'moved'), join(root, folder));
      expect(await reading.ends(entries)).toEqual(new Map());
      rmSync(join(root, folder));
      renameSync(join(root, 'moved'), join(root, folder));
    }
    expect((await reading.ends(entries)).size).toBe(2);
  });

  it('are opened as a copy of the owner’s alone, with their folder, and gone after', async () => {
    const bytes = Buffer.concat([
      Buffer.from([0, 255, 10]),
      Buffer.alloc(5_000_000, 'x\n--'),
      Buffer.from('\n--'),
    ]);
    transcript(1, bytes);
    const folder = `projects/-app/${id(1)}`;
    put(`${folder}/subagents/agent-1.jsonl`, 'agent');
    put(`${folder}/tool-results/big.txt`, Buffer.alloc(3_000_000, 'r'));
    put(`${folder}/empty.txt`, '');
    put(`${folder}/a\nb`, '');
    put(`${folder}/-/..name`, '');
    put(`${folder}/a/b/c/d/e/f/g/h/i`, 'deep');
    symlinkSync('/etc/passwd', join(root, folder, 'link'));
    symlinkSync('/etc', join(root, folder, 'folder'));
    linkSync(join(root, folder, 'empty.txt'), join(root, folder, 'twin.txt'));
    spawnSync('mkfifo', [join(root, folder, 'fifo')]);
    const reading = source();
    const [entry] = await reading.entries();
    const opened = await reading.open(entry as TranscriptEntry);
    const copy = dirname(opened.path);
    expect(readFileSync(opened.path).equals(bytes)).toBe(true);
    expect(statSync(copy).mode & 0o777).toBe(0o700);
    expect(statSync(opened.path).mode & 0o777).toBe(0o600);
    const found = readdirSync(opened.folder ?? '', { recursive: true, withFileTypes: true });
    const files = found.filter((each) => !each.isDirectory());
    expect(files.every((each) => lstatSync(join(each.parentPath, each.name)).isFile())).toBe(true);
    // The engine, or tar, may take either of two names of one file for the other's link.
    expect(files.map(({ name }) => name.replace('twin', 'empty')).sort()).toEqual([
      'agent-1.jsonl',
      'big.txt',
      'empty.txt',
    ]);
    expect(statSync(join(opened.folder ?? '', 'tool-results/big.txt')).size).toBe(3_000_000);
    await opened.dispose();
    expect(existsSync(copy)).toBe(false);
  });

  it('have no folder where there is none', async () => {
    transcript(1);
    mkdirSync(join(root, 'projects/-app', id(1)));
    const reading = source();
    const [entry] = await reading.entries();
    const opened = await reading.open(entry as TranscriptEntry);
    expect(opened).not.toHaveProperty('folder');
    await opened.dispose();
  });

  it('may be many: 5,000 in 50 folders', async () => {
    for (let n = 0; n < 5000; n++) transcript(n, `${n}\n`, `-app-${n % 50}`);
    const reading = source();
    const entries = await reading.entries();
    expect(new Set(entries.map(pathOf)).size).toBe(5000);
    const some = entries.slice(0, 500);
    const ends = await reading.ends(some);
    const text = ({ id: of }: TranscriptEntry) => `${Number.parseInt(of.slice(-12), 16)}\n`;
    expect(some.every((entry) => ends.get(entry)?.head === text(entry))).toBe(true);
  });

  it('may grow at every moment: what is read of them was in them', async () => {
    const at = transcript(1, 'line 0\n'.padEnd(200_000, '.'));
    // Each tool waits until more has come.
    const grow = `head() { command head "$@"; printf more >>'${at}'; }; cat() { command cat "$@"; printf more >>'${at}'; }\n`;
    const reading = source(grow);
    const entries = await reading.entries();
    appendFileSync(at, 'later');
    const [ends] = (await endsOf(entries, grow)).values();
    expect(ends?.head.toString()).toBe('line 0\n'.padEnd(65536, '.'));
    expect(ends?.tail?.toString().endsWith('latermore')).toBe(true);
    const opened = await reading.open(entries[0] as TranscriptEntry);
    // All but what came after it was read.
    expect(readFileSync(opened.path, 'utf8')).toBe(readFileSync(at, 'utf8').slice(0, -'more'.length));
    await opened.dispose();
  });

  it('are named as open where a Claude Code that lives says so', async () => {
    const start = (name: string) => {
      const child = spawn('bash', ['-c', 'exec -a "$0" sleep 60', name], { stdio: 'ignore' });
      sleepers.push(child.pid ?? 0);
      return child.pid ?? 0;
    };
    const [claude, other] = [start('claude'), start('vim')];
    const session = (n: number) => JSON.stringify({ sessionId: id(n), cwd: '/\n' }, undefined, 2);
    put(`sessions/${claude}.json`, session(1));
    put(`sessions/${other}.json`, session(2));
    put('sessions/999999999.json', session(3));
    put('sessions/x.json', session(4));
    symlinkSync(put('elsewhere', session(5)), join(root, `sessions/${process.ppid}.json`));
    // The name is there when the program is.
    while (!readFileSync(`/proc/${claude}/cmdline`, 'utf8').startsWith('claude\0'));
    const reading = source();
    expect(await openInside([reading])).toEqual(new Set([id(1)]));
  });

  it('that cannot be listed to the end are not listed', async () => {
    transcript(1);
    for (const shellText of ['exit 0\n', 'exit 3\n', 'printf "end\\nx"; exit\n', 'kill -9 $$\n'])
      await expect(source(shellText).entries()).rejects.toThrow('could not be read');
    await expect(source('yes\n').entries()).rejects.toThrow('it printed without end');
    const reading = source('case $1 in list) ;; *) yes ;; esac\n');
    const entries = await reading.entries();
    await expect(reading.ends(entries)).rejects.toThrow('it printed without end');
    await expect(reading.open(entries[0] as TranscriptEntry)).rejects.toThrow('something else');
    const torn = source('cat() { command cat "$@"; kill -9 $$; }\n');
    await expect(torn.open(entries[0] as TranscriptEntry)).rejects.toThrow('could not be read');
  });
});
