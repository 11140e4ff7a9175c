import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { takeSnapshot } from '../../cli/src/snapshots/snapshots.ts';
import { repository } from '../../test/harness/system/repository.ts';
import { writeConversations } from './manyConversations.ts';
import { compare, processorTime, report, runOnce } from './measure.ts';

const program = join(repository, 'cli/bin/claude-sessions.js');
const rounds = 5;
const appended = 30;

/** What it costs to keep 3,000 conversations of 650 MB again. */
describe('snapshot', () => {
  let home: string;
  let folder: string;
  let transcripts: string;
  let env: NodeJS.ProcessEnv;
  let files: string[];

  beforeAll(async () => {
    home = realpathSync(mkdtempSync(join(tmpdir(), 'claude-sessions-bench-')));
    folder = join(home, 'app');
    mkdirSync(folder);
    const projects = join(home, '.claude/projects');
    writeConversations(projects, { count: 3000, bytes: 650_000_000 });
    transcripts = join(projects, folder.replace(/[^A-Za-z0-9]/g, '-'));
    mkdirSync(transcripts);
    for (const name of readdirSync(projects).filter((each) => each.startsWith('-home-me-')))
      for (const file of readdirSync(join(projects, name)))
        renameSync(join(projects, name, file), join(transcripts, file));
    files = readdirSync(transcripts).map((name) => join(transcripts, name));
    env = {
      PATH: process.env.PATH,
      HOME: home,
      RESTIC_PASSWORD: 'x',
      RESTIC_REPOSITORY: join(home, 'restic'),
    };
    await take();
    runOnce('restic', ['init'], { env });
    runOnce('restic', ['backup', transcripts], { env });
  }, 600_000);
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  const take = () =>
    takeSnapshot({ home, configDir: join(home, '.claude'), project: folder, reason: 'before-merge' });

  it('with nothing new', async ({ task }) => {
    const names = {
      what: 'snapshot of 3,000 conversations with nothing new, time of the processor',
      against: 'node that looks at each file',
    };
    const look = `const fs = require('fs'); for (const name of fs.readdirSync(process.argv[1])) fs.lstatSync(process.argv[1] + '/' + name)`;
    // As one that is taken by itself, which then writes nothing.
    const ours = () => processorTime(process.execPath, [program, 'snapshot', '--dry-run', folder], { env });
    const bare = () => processorTime(process.execPath, ['-e', look, transcripts], { env });
    report(task, await compare(names, { ours, bare }, rounds));
  });

  it('with some appended', async ({ task }) => {
    let turn = 0;
    const append = () => {
      for (let each = 0; each < appended; each++)
        appendFileSync(files[(turn++ * 101) % files.length] ?? '', `{"type":"user","n":${turn}}\n`);
    };
    const cpu = (command: string, ...args: string[]) => {
      append();
      return processorTime(command, args, { env });
    };
    const names = {
      what: 'snapshot with 30 of 3,000 conversations appended to, time of the processor',
      against: 'restic backup',
    };
    const ours = () => cpu(process.execPath, program, 'snapshot', folder);
    report(task, await compare(names, { ours, bare: () => cpu('restic', 'backup', transcripts) }, rounds));
  });
});
