import { afterAll, beforeAll, describe, it } from 'vitest';
import { claudeSessions } from '../../test/harness/project/cli.ts';
import { devcontainer, up } from '../../test/harness/project/devcontainer.ts';
import { makeProject, type Project } from '../../test/harness/project/project.ts';
import { useDocker, useHarness } from '../../test/harness/start/harness.ts';
import { succeeded } from '../../test/harness/system/run.ts';
import { publishIdleFeatures } from './idleFeatures.ts';
import { compare, median, report, timed } from './measure.ts';

/** What our Features add to the building and starting of a container, against as many Features that do nothing. */
describe('containers', () => {
  /** By the number of Features. */
  const idle: Project[] = [];
  const ours: { name: string; project: Project; bare: number }[] = [];

  beforeAll(async () => {
    const { collection } = useHarness();
    const make = (features: readonly string[]) =>
      makeProject({
        features: Object.fromEntries(features.map((reference) => [reference, {}])),
      });
    const idleFeatures = await publishIdleFeatures(2);
    for (const count of [1, 2]) idle.push(await make(idleFeatures.slice(0, count)));
    const add = async (name: string, features: readonly string[], command?: string) => {
      const project = await make(features.map((id) => `${collection}/${id}:1`));
      if (command) await claudeSessions(project, command);
      ours.push({ name, project, bare: Math.max(features.length, 1) - 1 });
    };
    await add('claude-persist', ['claude-persist']);
    await add('claude-sessions', ['claude-sessions'], 'prepare');
    await add('claude-sessions and claude-profile', ['claude-sessions', 'claude-profile'], 'prepare');
    for (const project of all()) await up(project);
  });
  afterAll(async () => {
    for (const project of all()) await project.dispose();
  });

  const all = () => [...idle, ...ours.map(({ project }) => project)];
  const against = (bare: number) => (bare === 0 ? 'a Feature that does nothing' : 'two that do nothing');
  /** Each of ours with its counterpart. */
  const pairs = () =>
    ours.flatMap(({ name, project, bare }) => {
      const other = idle[bare];
      return other ? [{ name, project, other, against: against(bare) }] : [];
    });

  it('build', async ({ task }) => {
    const build = async (project: Project) => {
      const args = ['build', '--workspace-folder', project.folder, '--no-cache', '--buildkit', 'never'];
      succeeded(
        await devcontainer(project, [...args, '--image-name', 'bench-built:1'], { timeout: 240_000 }),
      );
    };
    for (const { name, project, other, against } of pairs()) {
      const operations = { ours: () => build(project), bare: () => build(other) };
      report(task, await compare({ what: `image build, ${name}`, against }, operations, 9));
    }
    await useDocker().tryRun(['rmi', '-f', 'bench-built:1']);
  });

  it('first start', async ({ task }) => {
    const create = async (project: Project) => void (await up(project, { removeExisting: true }));
    for (const { name, project, other, against } of pairs()) {
      const operations = { ours: () => create(project), bare: () => create(other) };
      report(task, await compare({ what: `creation of the container, ${name}`, against }, operations, 9));
    }
  });

  it('start', async ({ task }) => {
    const ids = new Map<Project, string>();
    for (const project of all()) ids.set(project, (await up(project)).containerId);
    const stop = (project: Project) => useDocker().run(['stop', '--time', '0', ids.get(project) ?? '']);
    for (const { name, project, other, against } of pairs()) {
      const times = { ours: [] as number[], bare: [] as number[] };
      for (let round = 0; round < 15; round++) {
        for (const [side, each] of [
          ['bare', other],
          ['ours', project],
        ] as const) {
          await stop(each);
          times[side].push(await timed(async () => void (await up(each))));
        }
      }
      const [ours, bare] = [median(times.ours), median(times.bare)];
      report(task, { what: `start of a stopped container, ${name}`, against, ours, bare, rounds: 15 });
    }
  });

  it('claude-state', async ({ task }) => {
    const shared = ours.at(-1);
    if (!shared) throw new Error('nothing is shared');
    const { containerId } = await up(shared.project);
    const turns = 50;
    const fill =
      'cd /mnt/claude-host/project && n=0; while [ $n -lt 2000 ]; do n=$((n + 1)); : >"$n.jsonl"; done';
    await useDocker().sh(containerId, fill, 'vscode');
    const loop = (command: string, user: string) => async () => {
      const script = `n=0; while [ $n -lt ${turns} ]; do n=$((n + 1)); ${command}; done`;
      const { code, stderr } = await useDocker().sh(containerId, script, user);
      if (code !== 0) throw new Error(stderr);
    };
    for (const [command, user] of [
      ['claude-state heal', 'root'],
      ['claude-state bridge', 'vscode'],
      // In a shell of its own: called twice by one process, it ends at once.
      ["sh -c '/usr/local/share/claude-sessions/entrypoint.sh; :'", 'root'],
    ] as const) {
      const names = { what: `${command}, 2,000 conversations`, against: 'sh -c :' };
      const operations = { ours: loop(command, user), bare: loop('sh -c :', user) };
      const { ours, bare, ...rest } = await compare(names, operations, 5);
      report(task, { ...rest, ours: ours / turns, bare: bare / turns, rounds: 5 * turns });
    }
  });
});
