import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached } from '../../test/harness/system/cache.ts';
import { unpackPackage } from '../../test/harness/system/unpackPackage.ts';
import { compare, type Measured, processorTime, runOnce } from './measure.ts';
import { transcriptLines, write } from './transcriptLines.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ripgrepVersion = '1.18.0';
const conversations = 10_000;
const bytes = 2_000_000_000;
const projects = 50;

/** A word that is in one of a thousand conversations. */
const rare = 'pelicanflight';

/**
 * Times `search` over 2 GB in 10,000 conversations, all in the page cache, against programs that only go through the bytes: by the clock,
 * and by the processor's time, that of all threads. Those search the same words, in capitals or not, and name the files.
 */
export async function measureSearch(rounds = 5): Promise<Measured[]> {
  const place = realpathSync(mkdtempSync(join(tmpdir(), 'claude-sessions-bench-')));
  try {
    const folder = join(place, '.claude/projects');
    writeConversations(folder);
    const env = { PATH: process.env.PATH, HOME: place };
    const program = join(root, 'cli/bin/claude-sessions.js');
    const ours = (word: string): Command => [process.execPath, program, 'search', '--all', word];
    const ripgrep: Command = [await findRipgrep(), '-l', '-i', '-F'];
    const others: readonly (readonly [name: string, Command])[] = [
      ['grep -rlF, which minds capitals', ['grep', '-r', '-l', '-F']],
      ['grep -rliF', ['grep', '-r', '-l', '-i', '-F']],
      ['rg -liF', ripgrep],
    ];
    const measured: Measured[] = [];
    for (const [against, other] of others) {
      const names = { what: 'search of 2 GB in 10,000 conversations', against };
      const bare: Command = [...other, rare, folder];
      const clock = ([command, ...args]: Command) => runOnce(command, args, { env });
      const processor = ([command, ...args]: Command) => processorTime(command, args, { env });
      const byClock = { ours: () => clock(ours(rare)), bare: () => clock(bare) };
      const byProcessor = { ours: () => processor(ours(rare)), bare: () => processor(bare) };
      measured.push(await compare(names, byClock, rounds));
      const what = `${names.what}, by the processor's time`;
      measured.push(await compare({ ...names, what }, byProcessor, rounds));
    }
    return measured;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

type Command = readonly [command: string, ...args: string[]];

function writeConversations(folder: string): void {
  const lines = transcriptLines(bytes);
  for (let index = 0; index < conversations; index++) {
    const own = join(folder, `-home-me-app${index % projects}`);
    mkdirSync(own, { recursive: true });
    const id = `${index.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
    write(join(own, `${id}.jsonl`), conversation(lines, index));
  }
}

function* conversation(lines: Iterator<string>, index: number): Generator<string> {
  for (let written = 0; written < bytes / conversations; ) {
    const { value, done } = lines.next();
    if (done) break;
    written += value.length;
    yield value;
  }
  const message = { role: 'user', content: `where is the ${index % 1000 === 17 ? rare : 'pelican'}` };
  yield JSON.stringify({ type: 'user', uuid: `${index}`, message });
}

/** As VS Code has it. @throws Unavailable when npm cannot fetch it */
async function findRipgrep(): Promise<string> {
  const name = `@vscode/ripgrep-${process.platform}-${process.arch}@${ripgrepVersion}`;
  const folder = await cached(join('ripgrep', ripgrepVersion), (path) => unpackPackage(name, path));
  return join(folder, 'bin/rg');
}
