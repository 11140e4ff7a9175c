import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare, type Measured, runOnce } from './measure.ts';
import { session, transcriptLines, write } from './transcriptLines.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const gigabyte = 1_000_000_000;

/**
 * Times `verify` on a transcript of a gigabyte against programs that only go through it, all from the page cache: the first time, when a
 * megabyte was added to what is known, and when nothing has changed. The transcript is made of lines as real ones are: from 1 kB
 * to 300 kB, prompts, answers and tool results full of source text. It is removed afterwards.
 */
export async function measureVerify(rounds = 5): Promise<Measured[]> {
  const place = realpathSync(mkdtempSync(join(tmpdir(), 'claude-sessions-bench-')));
  try {
    const app = join(place, 'app');
    const folder = join(place, '.claude/projects', app.replace(/[^A-Za-z0-9]/g, '-'));
    for (const each of [join(app, '.devcontainer'), folder]) mkdirSync(each, { recursive: true });
    write(join(app, '.devcontainer/devcontainer.json'), ['{"image":"x"}']);
    const transcript = join(folder, `${session}.jsonl`);
    const env = { PATH: process.env.PATH, HOME: place, ...(process.env.LANG && { LANG: process.env.LANG }) };
    const program = join(root, 'cli/bin/claude-sessions.js');
    // What Claude Code on this host recorded is no part of it: the project is shared, and the transcript comes then.
    await runOnce(process.execPath, [program, 'share', '--no-install-claude', app], { env });
    write(transcript, transcriptLines(gigabyte));
    const hourAhead = 'data:text/javascript,const now = Date.now; Date.now = () => now() + 3600000;';
    const later = { ...env, NODE_OPTIONS: `--import="${encodeURI(hourAhead)}"` };
    const verify = (under: NodeJS.ProcessEnv) =>
      runOnce(process.execPath, [program, 'verify', app], { env: under });
    const [id = ''] = readdirSync(join(place, '.claude-sessions'));
    const state = join(place, '.claude-sessions', id, 'verified.json');
    const atFirst = readFileSync(state);
    // By way of a pipe: to /dev/null, grep says nothing and ends at the first match.
    const grep = () => runOnce('sh', ['-c', 'grep -c file-history-snapshot "$0" | cat', transcript], { env });
    const cat = () => runOnce('sh', ['-c', 'cat "$0" | tail -c 1', transcript], { env });
    const cold = await compare(
      { what: 'verify of 1 GB', against: 'grep -c file-history-snapshot over it' },
      {
        ours: () => {
          writeFileSync(state, atFirst);
          return verify(env);
        },
        bare: grep,
      },
      rounds,
    );
    const grown = await compare(
      { what: 'verify of 1 GB, of which all but 1 MB is known', against: 'cat of it' },
      {
        ours: () => {
          appendFileSync(transcript, [...transcriptLines(1_000_000)].map((line) => `${line}\n`).join(''));
          return verify(env);
        },
        bare: cat,
      },
      rounds,
    );
    await verify(later);
    const unchanged = await compare(
      { what: 'verify of 1 GB that has not changed', against: 'claude-sessions --version' },
      { ours: () => verify(env), bare: () => runOnce(process.execPath, [program, '--version'], { env }) },
      rounds,
    );
    return [cold, grown, unchanged];
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
