import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { ccusageFile, ccusageVersion } from '../../test/harness/conversations/ccusage.ts';
import { repository } from '../../test/harness/system/repository.ts';
import { writeConversations } from './manyConversations.ts';
import { compare, processorTime, report, runOnce } from './measure.ts';

const program = join(repository, 'cli/bin/claude-sessions.js');
const rounds = 3;

/** What it costs to add up 10,000 conversations of 2 GB, against ccusage. */
describe('stats', () => {
  let home: string;
  let env: NodeJS.ProcessEnv;
  let ccusage: string[];

  beforeAll(async () => {
    home = realpathSync(mkdtempSync(join(tmpdir(), 'claude-sessions-bench-')));
    writeConversations(join(home, '.claude/projects'), { count: 10_000, bytes: 2_000_000_000, areOwn: true });
    env = { PATH: process.env.PATH, HOME: home, CLAUDE_CONFIG_DIR: join(home, '.claude') };
    ccusage = [await ccusageFile(), 'claude', 'session', '--offline', '--json'];
    const output = ([command = '', ...args]: readonly string[]) =>
      JSON.parse(execFileSync(command, args, { env, encoding: 'utf8', maxBuffer: 1e9 }));
    const [mine, other] = [output(ours).total.output, output(ccusage).totals.outputTokens];
    if (mine !== other) throw new Error(`they are not the same: ${mine}, ${other}`);
  }, 600_000);
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  const ours = [process.execPath, program, 'stats', '--all', '--json'];
  const forget = () => rmSync(join(home, '.claude-sessions'), { recursive: true, force: true });

  it.for([
    ["by the processor's time", processorTime],
    ['until it is printed', runOnce],
  ] as const)('%s', async ([what, measured], { task }) => {
    const run = ([command = '', ...args]: readonly string[]) => measured(command, args, { env });
    const bare = () => run(ccusage);
    const cold = () => {
      forget();
      return run(ours);
    };
    const against = `ccusage ${ccusageVersion}`;
    const first = { what: `stats of 10,000 conversations, the first time, ${what}`, against };
    const second = { what: `the same, the second time, ${what}`, against };
    report(task, await compare(first, { ours: cold, bare }, rounds));
    report(task, await compare(second, { ours: () => run(ours), bare }, rounds));
  });
});
