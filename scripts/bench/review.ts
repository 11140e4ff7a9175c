import { spawn } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  watch,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { compare, type Measured, median, runOnce } from './measure.ts';
import { transcriptLines, write } from './transcriptLines.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(root, 'cli/bin/claude-sessions.js');
const conversations = 2000;
const bytes = 500_000;

const idOf = (index: number) => `${String(index).padStart(8, '0')}-0000-4000-8000-000000000000`;

/**
 * Times what review mode carries, of 2,000 conversations of a gigabyte in all, from the page cache: the first push, a run with nothing
 * new, a megabyte that the container wrote, and how long after its last write the host has it under the watcher.
 */
export async function measureReview(rounds = 5): Promise<Measured[]> {
  const place = realpathSync(mkdtempSync(join(tmpdir(), 'claude-sessions-bench-')));
  try {
    const app = join(place, 'app');
    const host = join(place, '.claude/projects', app.replace(/[^A-Za-z0-9]/g, '-'));
    for (const each of [join(app, '.devcontainer'), host]) mkdirSync(each, { recursive: true });
    write(join(app, '.devcontainer/devcontainer.json'), ['{"image":"x"}']);
    const env = { PATH: process.env.PATH, HOME: place, ...(process.env.LANG && { LANG: process.env.LANG }) };
    const run = (...args: string[]) => runOnce(process.execPath, [program, ...args, app], { env });
    run('share', '--review', '--no-install-claude');
    for (let index = 0; index < conversations; index++)
      write(join(host, `${idOf(index)}.jsonl`), ofSession(idOf(index), app));
    const [id = ''] = readdirSync(join(place, '.claude-sessions'));
    const prepared = join(place, '.claude-sessions', id);
    const mirror = join(prepared, 'project');
    let count = 0;
    /** Nothing is deleted meanwhile: that takes longer than to copy it. */
    const pushAnew = () => {
      renameSync(mirror, join(place, `before-${count++}`));
      mkdirSync(mirror, { mode: 0o700 });
      rmSync(join(prepared, 'review/journal.jsonl'), { force: true });
      run('push');
    };
    const measurePush = (what: string) =>
      compare(
        { what, against: '`cp -a --reflink=auto` of them' },
        {
          ours: pushAnew,
          bare: () => runOnce('cp', ['-a', '--reflink=auto', host, join(place, `copy-${count++}`)]),
        },
        1,
      );
    const first = await measurePush('first push of 1 GB, 2,000 conversations');
    const none = await compare(
      { what: 'pull with nothing new, 1 GB', against: '`stat` of the files of both sides' },
      {
        ours: () => run('pull'),
        bare: () => runOnce('sh', ['-c', 'find "$0" "$1" -name "*.jsonl" -exec stat {} +', host, mirror]),
      },
      rounds,
    );
    const one = join(mirror, `${idOf(1)}.jsonl`);
    const news = join(place, 'news');
    write(news, ofSession(idOf(1), '/workspaces/app', 1_000_000));
    const some = await compare(
      { what: 'pull of 1 MB that the container wrote, of 1 GB', against: '`cat` of it' },
      {
        ours: () => {
          for (const line of ofSession(idOf(1), '/workspaces/app', 1_000_000))
            appendFileSync(one, `${line}\n`);
          run('pull');
        },
        bare: () => runOnce('sh', ['-c', 'cat "$0" | tail -c 1', news]),
      },
      rounds,
    );
    const delay = await measureDelay({ app, env, from: one, to: join(host, `${idOf(1)}.jsonl`) }, rounds);
    run('share', '--review', '--same-path', '--no-install-claude');
    const alike = await measurePush('the same, with one path on both sides');
    return [first, alike, none, some, delay];
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function* ofSession(session: string, cwd: string, length = bytes): Generator<string> {
  for (const line of transcriptLines(length)) {
    const value = JSON.parse(line);
    if (value.uuid) yield JSON.stringify({ ...value, sessionId: session, cwd });
  }
}

interface Watched {
  readonly app: string;
  readonly env: NodeJS.ProcessEnv;
  readonly from: string;
  readonly to: string;
}

/** From the container's last write to the host's file. */
async function measureDelay({ app, env, from, to }: Watched, rounds: number): Promise<Measured> {
  const watcher = spawn(process.execPath, [program, 'pull', '--watch', app], { env, stdio: 'ignore' });
  try {
    await sleep(3000);
    const took: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const before = statSync(to).size;
      const [line = ''] = ofSession(idOf(1), '/workspaces/app', 1000);
      appendFileSync(from, `${line}\n`);
      const start = performance.now();
      while (statSync(to).size === before && performance.now() - start < 30_000) await sleep(2);
      took.push(performance.now() - start);
      await sleep(500);
    }
    const what = "from the container's write to the host's file, `pull --watch`";
    const against = 'a process being told of a write';
    return { what, against, ours: median(took), bare: median(await toldOf(app, rounds)), rounds };
  } finally {
    watcher.kill();
  }
}

/** How long it takes until the system tells of a write in a folder. */
async function toldOf(folder: string, rounds: number): Promise<number[]> {
  const took: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const changed = new Promise<void>((resolve) => {
      const one = watch(folder, () => {
        one.close();
        resolve();
      });
    });
    const start = performance.now();
    appendFileSync(join(folder, 'written'), 'x');
    await changed;
    took.push(performance.now() - start);
  }
  return took;
}
