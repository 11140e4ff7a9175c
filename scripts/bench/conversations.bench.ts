import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { agentSdkFile } from '../../test/harness/claude/agentSdk.ts';
import { ccusageFile, ccusageVersion } from '../../test/harness/conversations/ccusage.ts';
import { repository } from '../../test/harness/system/repository.ts';
import { writeConversations } from './manyConversations.ts';
import { compare, type Measured, median, processorTime, report, runOnce } from './measure.ts';

const program = join(repository, 'cli/bin/claude-sessions.js');
const rounds = 3;
/** What it costs to list 10,000 conversations of 2 GB, against the SDK's list of them and against ccusage. */
describe('list', () => {
  let home: string;
  let env: NodeJS.ProcessEnv;
  let sdk: string[];
  let ccusage: string[];

  beforeAll(async () => {
    home = realpathSync(mkdtempSync(join(tmpdir(), 'claude-sessions-bench-')));
    writeConversations(join(home, '.claude/projects'), { count: 10_000, bytes: 2_000_000_000 });
    env = { PATH: process.env.PATH, HOME: home, CLAUDE_CONFIG_DIR: join(home, '.claude') };
    const list = `import(${JSON.stringify(await agentSdkFile())}).then((sdk) => sdk.listSessions())`;
    sdk = [process.execPath, '-e', `${list}.then((all) => { if (all.length !== 10000) process.exit(1); })`];
    ccusage = [await ccusageFile(), 'claude', 'session', '--offline', '--json'];
  }, 600_000);
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  const ours = [process.execPath, program, 'list', '--all', '--json'];
  const forget = () => rmSync(join(home, '.claude-sessions'), { recursive: true, force: true });
  const cpu = ([command = '', ...args]: readonly string[]) => processorTime(command, args, { env });
  const cold = () => {
    forget();
    return cpu(ours);
  };

  it('time of the processor', async ({ task }) => {
    const against = (name: string, bare: () => number) => async (what: string, operation: () => number) =>
      report(task, await compare({ what, against: name }, { ours: operation, bare }, rounds));
    const ofSdk = against("the SDK's listSessions", () => cpu(sdk));
    await ofSdk('list of 10,000 conversations, the first time', cold);
    await ofSdk('the same, the second time', () => cpu(ours));
    const ofCcusage = against(`ccusage ${ccusageVersion}`, () => cpu(ccusage));
    await ofCcusage('list of 10,000 conversations, the first time', cold);
    await ofCcusage('the same, the second time', () => cpu(ours));
  });

  it('time until it is printed', async ({ task }) => {
    const names = { what: 'list of 10,000 conversations, the second time', against: 'node -e 0' };
    const run = ([command = '', ...args]: readonly string[]) => runOnce(command, args, { env });
    report(
      task,
      await compare(names, { ours: () => run(ours), bare: () => run([process.execPath, '-e', '0']) }, rounds),
    );
  });

  it('memory', async ({ task }) => {
    const bare = await mostMemory(sdk);
    forget();
    const first = await mostMemory(ours);
    const second = await mostMemory(ours);
    const against = "the SDK's listSessions";
    const measured = (what: string, kilobytes: number): Measured => ({
      ...{ what, against, ours: kilobytes, bare, rounds, unit: 'kB' },
    });
    report(
      task,
      measured('memory of list, the first time', first),
      measured('the same, the second time', second),
    );
  });

  /** Of a process, in kilobytes. */
  async function mostMemory(words: readonly string[]): Promise<number> {
    const found: number[] = [];
    for (let round = 0; round < rounds; round++) found.push(await highWater(words));
    return median(found);
  }

  async function highWater([command = '', ...args]: readonly string[]): Promise<number> {
    const child = spawn(command, args, { env, stdio: 'ignore' });
    let most = 0;
    const look = setInterval(() => {
      try {
        const [, kilobytes] =
          /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
        most = Math.max(most, Number(kilobytes ?? 0));
      } catch {
        // It has ended.
      }
    }, 2);
    await new Promise((resolve) => child.once('close', resolve));
    clearInterval(look);
    return most;
  }
});
