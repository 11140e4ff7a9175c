import { createHash } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare, type Measured, runOnce } from './measure.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const session = '0e7e4f5c-0000-4000-8000-000000000000';
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

function write(path: string, lines: Iterable<string>): void {
  const file = openSync(path, 'w');
  for (const line of lines) writeSync(file, `${line}\n`);
  closeSync(file);
}

/** Lines of a conversation: half answers of some kB, half tool results, of which few are long, and now and then the rest. */
function* transcriptLines(bytes: number): Generator<string> {
  const sources = ['package-lock.json', 'core/assets/prepare.sh', 'scripts/bench/verify.ts', 'README.md'];
  const text = sources.map((path) => readFileSync(join(root, path), 'utf8')).join('\n');
  let seed = 1;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    return seed / 0x7fffffff;
  };
  const excerpt = (length: number) => {
    const at = Math.floor(random() * Math.max(1, text.length - length));
    return text.slice(at, at + length);
  };
  for (let written = 0; written < bytes; ) {
    const kind = random();
    const line = JSON.stringify(
      kind < 0.49
        ? answer(excerpt(200 + random() * 2500))
        : kind < 0.98
          ? toolResult(excerpt(500 + random() ** 6 * 140_000))
          : checkpoint(),
    );
    written += line.length + 1;
    yield line;
  }
}

const common = {
  userType: 'external',
  cwd: '/home/me/app',
  sessionId: session,
  version: '2.1.329',
  gitBranch: 'main',
};

function answer(text: string): object {
  const usage = {
    input_tokens: 1,
    output_tokens: 1,
    server_tool_use: { web_search_requests: 0 },
    service_tier: 'standard',
  };
  const message = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    content: [{ type: 'text', text }],
    usage,
  };
  return { parentUuid: session, isSidechain: false, message, type: 'assistant', uuid: session, ...common };
}

function toolResult(text: string): object {
  const message = { role: 'user', content: [{ tool_use_id: 'toolu_1', type: 'tool_result', content: text }] };
  const toolUseResult = {
    type: 'text',
    file: { filePath: '/home/me/app/a.ts', content: text, numLines: 10 },
  };
  return {
    parentUuid: session,
    isSidechain: false,
    type: 'user',
    message,
    uuid: session,
    toolUseResult,
    ...common,
  };
}

/** A backup is named after the path that it is of, here in a container. */
const ofFile = createHash('sha256').update('/workspaces/app/src/a.ts').digest('hex').slice(0, 16);

function checkpoint(): object {
  const backups = {
    'src/a.ts': { backupFileName: `${ofFile}@v2`, version: 2, backupTime: '2026-01-01T00:00:00.000Z' },
  };
  return {
    type: 'file-history-snapshot',
    messageId: session,
    snapshot: { messageId: session, trackedFileBackups: backups },
    sessionId: session,
  };
}
