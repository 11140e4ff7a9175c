import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { hostEnvironment } from '../../test/harness/project/devcontainer.ts';
import { makeProject, type Project, writeHostFile } from '../../test/harness/project/project.ts';
import { useDocker, useHarness } from '../../test/harness/start/harness.ts';
import { cleanEnvironment } from '../../test/harness/system/hostUser.ts';
import { repository } from '../../test/harness/system/repository.ts';
import { compare, report, runOnce } from './measure.ts';

const program = join(repository, 'cli/bin/claude-sessions.js');
const count = 200;
const target = '/root/.claude';

/** What it costs to compare many containers, against the engine's list of them. */
describe('reconcile', () => {
  let project: Project;
  let env: NodeJS.ProcessEnv;
  const names = Array.from({ length: count }, (_, index) => `reconcile-bench-${index}`);

  beforeAll(async () => {
    const { user, images } = useHarness();
    project = await makeProject();
    env = { ...cleanEnvironment(user), ...hostEnvironment(project) };
    for (const name of names) {
      const mount = ['--volume', `reconcile-bench:${target}`];
      await useDocker().run([
        'create',
        '--name',
        name,
        '--network',
        'host',
        ...mount,
        images.busybox,
        'true',
      ]);
    }
  });
  afterAll(async () => {
    await useDocker().tryRun(['rm', '--force', ...names]);
    await useDocker().tryRun(['volume', 'rm', 'reconcile-bench']);
    await project?.dispose();
  });

  const ours = (...args: string[]) =>
    runOnce(process.execPath, [program, 'reconcile', '--no-kubernetes', ...args], {
      env,
      cwd: project.folder,
    });
  const docker = (...args: string[]) => runOnce('docker', args, { env });

  it('time', async ({ task }) => {
    const what = `reconcile, ${count} containers`;
    const list = { ours: () => ours(), bare: () => docker('ps', '--all') };
    report(task, await compare({ what, against: 'docker ps --all' }, list, 11));
    const look = () => {
      docker('ps', '--all', '--quiet');
      docker('inspect', '--type', 'container', ...names);
      docker('image', 'inspect', useHarness().images.busybox);
    };
    const needed = { ours: () => ours(), bare: look };
    report(task, await compare({ what, against: 'the calls of docker that it needs' }, needed, 11));
  });

  it('calls', ({ task }) => {
    const calls = join(project.folder, 'calls');
    const lines = [`printf '%s\\n' "$1" >>'${calls}'`, `exec '${useHarness().engine.docker}' "$@"`];
    const counting = writeHostFile(join(project.folder, 'docker'), `#!/bin/sh\n${lines.join('\n')}\n`, 0o755);
    writeHostFile(calls, '');
    ours('--docker-path', counting);
    const made = readFileSync(calls, 'utf8').trim().split('\n').length;
    report(task, {
      ...{ what: `calls of the engine, ${count} containers`, against: 'docker ps --all' },
      ...{ ours: made, bare: 1, rounds: 1, unit: 'calls' },
    });
  });
});
