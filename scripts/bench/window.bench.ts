import { chownSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, it } from 'vitest';
import { claudeSessions } from '../../test/harness/project/cli.ts';
import { makeProject, type Project } from '../../test/harness/project/project.ts';
import { hostProjectFolder } from '../../test/harness/project/transcripts.ts';
import { useHarness } from '../../test/harness/start/harness.ts';
import { Browser } from '../../test/harness/vscode/Browser.ts';
import { processTree } from '../../test/harness/vscode/processTree.ts';
import { describeVsCode } from '../../test/harness/vscode/vscode.ts';
import { type HostServer, startHostServer } from '../../test/vscode/support/hostServer.ts';
import { writeConversations } from './manyConversations.ts';
import { type Measured, median, report } from './measure.ts';

/** A project with conversations, and a VS Code for it alone. */
interface Place {
  readonly project: Project;
  readonly host: HostServer;
}

/** What was seen of one window. */
interface Seen {
  /** From its address to the first conversations. */
  readonly shown: number;
  /** Of its extension host, once they are shown; kB. */
  readonly memory: number;
}

/** What many conversations cost a real window whose tree is looked at, against few. */
describeVsCode('a window', () => {
  let browser: Browser;
  let many: Place;
  let few: Place;

  beforeAll(async () => {
    browser = await Browser.start();
    many = await placeWith({ count: 5000, bytes: 210_000_000 });
    few = await placeWith({ count: 10, bytes: 420_000 });
  });
  afterAll(async () => {
    await browser?.stop();
    for (const place of [many, few]) {
      await place?.host.server.stop();
      await place?.project.dispose();
    }
  });

  it('conversations', async ({ task }) => {
    const of = 'until the tree shows 5,000 conversations';
    const against = 'the same with 10';
    const first = { ours: await look(many), bare: await look(few) };
    const [ours, bare]: [Seen[], Seen[]] = [[], []];
    const rounds = 5;
    for (let round = 0; round < rounds; round++) {
      bare.push(await look(few));
      ours.push(await look(many));
    }
    const compared = (what: string, name: keyof Seen, unit: 'ms' | 'kB'): Measured => {
      const middle = (seen: readonly Seen[]) => median(seen.map((each) => each[name]));
      return { ...{ what, against, rounds, unit }, ours: middle(ours), bare: middle(bare) };
    };
    report(
      task,
      {
        what: `a window ${of} for the first time`,
        against,
        rounds: 1,
        ours: first.ours.shown,
        bare: first.bare.shown,
      },
      compared(`a window ${of}`, 'shown', 'ms'),
      compared('memory of its extension host then', 'memory', 'kB'),
    );
  });

  async function look({ project, host }: Place): Promise<Seen> {
    const start = performance.now();
    const workbench = await browser.open(host.server.address({ folder: project.folder }));
    const tree = await workbench.view('Sessions');
    await tree.waitFor('number');
    const shown = performance.now() - start;
    const memory = memoryOf(host);
    await workbench.close();
    return { shown, memory };
  }
});

async function placeWith(conversations: { count: number; bytes: number }): Promise<Place> {
  const project = await makeProject();
  await claudeSessions(project, 'share');
  const folder = hostProjectFolder(project, project.folder);
  const { user } = useHarness();
  const written = mkdtempSync(join(project.root, 'written-'));
  writeConversations(written, conversations);
  for (const each of readdirSync(written)) {
    for (const name of readdirSync(join(written, each))) {
      renameSync(join(written, each, name), join(folder, name));
      chownSync(join(folder, name), user.uid, user.gid);
    }
  }
  rmSync(written, { recursive: true });
  return { project, host: await startHostServer(project) };
}

/** Of the window that was opened last: each has an extension host of its own. */
function memoryOf({ server }: HostServer): number {
  const hosts = processTree(server.pid).filter((pid) =>
    readOf(pid, 'cmdline').includes('--type=extensionHost'),
  );
  return Number(/^VmRSS:\s+(\d+)/m.exec(readOf(Math.max(...hosts), 'status'))?.[1]);
}

/** Nothing where it has ended meanwhile. */
function readOf(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
