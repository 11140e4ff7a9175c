import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { claudeSessions, cliCommand, tryClaudeSessions } from '../harness/project/cli.ts';
import { runCompose, tryCompose } from '../harness/project/composeProject.ts';
import { hostEnvironment, up } from '../harness/project/devcontainer.ts';
import { onPath } from '../harness/project/doctor.ts';
import { makeFolder, type Project, writeHostFile } from '../harness/project/project.ts';
import { expectReconcileReport } from '../harness/project/reportSchema.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker, useHarness } from '../harness/start/harness.ts';
import { cleanEnvironment } from '../harness/system/hostUser.ts';
import { rounds } from '../harness/system/rounds.ts';

interface Report {
  readonly results: readonly {
    readonly kind: string;
    readonly name: string;
    readonly id: string;
    readonly state: string;
    readonly differences: readonly { readonly code: string; readonly path: string }[];
    readonly attempt: { readonly result: string; readonly what: string } | null;
  }[];
}

const config = '/root/.claude';

describeDocker('reconcile', () => {
  const projects = useProjects('all');
  let project: Project;
  let folder: string;
  const names: string[] = [];

  beforeAll(async () => {
    project = await projects.make(onPath());
    folder = makeFolder(join(project.folder, 'team'));
    writeHostFile(join(folder, 'compose.yaml'), compose(''));
    await claudeSessions(project, 'share');
    await up(project);
    await claudeSessions(project, 'isolate');
    await runCompose(project, ['--file', file(), 'up', '--detach', 'agent']);
    await run('capsule', ['--label', 'claude-sessions.capsule.role=agent', '--env', `HOME=/root`]);
    await run('kept', ['--volume', `reconcile-kept:/root`, '--env', `CLAUDE_CONFIG_DIR=${config}`]);
    await run('other', ['--volume', 'reconcile-other:/data']);
  });
  afterAll(async () => {
    const docker = useDocker();
    await tryCompose(project, ['--file', file(), 'down', '--volumes', '--timeout', '0']);
    await docker.tryRun(['rm', '--force', ...names]);
    await docker.tryRun(['volume', 'rm', '--force', 'reconcile-kept', 'reconcile-other']);
  });

  const file = () => join(folder, 'compose.yaml');
  const compose = (projectsMount: string) =>
    [
      'name: reconciled',
      'services:',
      '  agent:',
      `    image: ${useHarness().images.busybox}`,
      '    network_mode: host',
      '    stop_grace_period: 0s',
      '    command: sleep infinity',
      '    volumes:',
      `      - config:${config}:ro`,
      ...(projectsMount === '' ? [] : [`      - ${projectsMount}`]),
      'volumes:',
      '  config:',
      '  projects:',
      '',
    ].join('\n');
  const run = async (name: string, args: readonly string[]) => {
    names.push(`reconcile-${name}`);
    const { busybox } = useHarness().images;
    await useDocker().run([
      'create',
      '--network',
      'host',
      '--name',
      `reconcile-${name}`,
      ...args,
      busybox,
      'sleep',
      '1000',
    ]);
  };
  const reconcile = async (args: readonly string[] = [], env: Record<string, string> = {}) => {
    const options = { folder: null, env };
    const { code, stdout, stderr } = await tryClaudeSessions(
      project,
      'reconcile',
      ['--json', ...args],
      options,
    );
    expect(stdout, stderr).toMatch(/^\{/);
    const report = JSON.parse(stdout) as Report;
    expectReconcileReport(report);
    return { code, report, stderr };
  };
  const codesOf = ({ results }: Report) =>
    Object.fromEntries(
      results.map(({ kind, name, differences }) => [
        kind === 'dev-container' ? kind : name,
        differences.map(({ code }) => code),
      ]),
    );
  const attemptsOf = ({ results }: Report) =>
    Object.fromEntries(
      results.map(({ kind, name, attempt }) => [kind === 'dev-container' ? kind : name, attempt?.result]),
    );
  const idOf = ({ results }: Report, kind: string) => results.find((each) => each.kind === kind)?.id;

  it('finds a dev container whose mounts changed, a service without projects, a capsule that keeps nothing', async () => {
    const { code, report } = await reconcile();
    expect(code).toBe(1);
    expect(codesOf(report)).toEqual({
      'dev-container': ['container-drift'],
      'reconcile-capsule': ['config-not-kept'],
      'reconcile-kept': [],
      'reconciled-agent-1': ['projects-missing'],
    });
    expect(report.results.map(({ kind }) => kind).sort()).toEqual([
      'capsule',
      'container',
      'dev-container',
      'service',
    ]);
  });

  it('makes anew what may be, once it is approved, and what would be no better not', async () => {
    const before = (await reconcile()).report;
    const unapproved = await reconcile(['--recreate']);
    expect(attemptsOf(unapproved.report)).toMatchObject({
      'dev-container': 'failed',
      'reconciled-agent-1': 'failed',
    });
    expect(unapproved.stderr).toContain('has not been approved');
    const vain = (await reconcile(['--recreate', '--yes'])).report;
    expect(codesOf(vain)).toMatchObject({ 'dev-container': [], 'reconciled-agent-1': ['projects-missing'] });
    expect(attemptsOf(vain)).toEqual({
      'dev-container': 'done',
      'reconcile-capsule': 'left',
      'reconcile-kept': undefined,
      'reconciled-agent-1': 'left',
    });
    expect(idOf(vain, 'service')).toBe(idOf(before, 'service'));
    writeHostFile(file(), compose(`projects:${config}/projects`));
    const { code, report } = await reconcile(['--recreate', '--yes']);
    expect(code).toBe(1);
    expect(codesOf(report)).toMatchObject({ 'dev-container': [], 'reconciled-agent-1': [] });
    expect(idOf(report, 'dev-container')).toBe(idOf(vain, 'dev-container'));
    expect(idOf(report, 'dev-container')).not.toBe(idOf(before, 'dev-container'));
    expect(idOf(report, 'capsule')).toBe(idOf(before, 'capsule'));
    const mounts = await useDocker().mounts('reconciled-agent-1');
    expect(mounts.map(({ Destination, RW }) => `${Destination} ${RW}`).sort()).toEqual([
      `${config} false`,
      `${config}/projects true`,
    ]);
  });

  it('watches what the engine tells: one container that goes is told of', async () => {
    await run('goes', ['--volume', 'reconcile-kept:/root', '--env', `CLAUDE_CONFIG_DIR=${config}`]);
    const { user } = useHarness();
    const [node = '', ...words] = cliCommand('reconcile', '--watch', '--json', '--no-kubernetes');
    const child = spawn(node, words, {
      env: { ...cleanEnvironment(user), ...hostEnvironment(project) },
      stdio: ['ignore', 'pipe', 'ignore'],
      ...{ uid: user.uid, gid: user.gid },
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async () => codesOf(JSON.parse((await lines.next()).value ?? 'null'));
    try {
      expect(await next()).toHaveProperty('reconcile-goes', []);
      await useDocker().run(['rm', '--force', 'reconcile-goes']);
      expect(await next()).not.toHaveProperty('reconcile-goes');
    } finally {
      child.kill('SIGTERM');
    }
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('asks the engine as often for many containers as for few', async () => {
    const count = rounds({ short: 3, long: 200 });
    const { busybox } = useHarness().images;
    const many = Array.from({ length: count }, (_, index) => `reconcile-many-${index}`);
    names.push(...many);
    for (const name of many) {
      const args = ['--volume', `reconcile-kept:${config}`, '--network', 'host', busybox, 'true'];
      await useDocker().run(['create', '--name', name, ...args]);
    }
    const calls = join(project.folder, 'calls');
    const script = `#!/bin/sh\nprintf '%s\\n' "$1" >>'${calls}'\nexec '${useHarness().engine.docker}' "$@"\n`;
    const counting = writeHostFile(join(project.folder, 'docker'), script, 0o755);
    writeHostFile(calls, '');
    const { report } = await reconcile(['--docker-path', counting]);
    expect(report.results.filter(({ name }) => name.startsWith('reconcile-many-'))).toHaveLength(count);
    expect(readFileSync(calls, 'utf8').trim().split('\n').slice(0, 3)).toEqual(['ps', 'inspect', 'image']);
    // The image that devcontainer.json names is asked for its Features.
    expect(readFileSync(calls, 'utf8').trim().split('\n').slice(3)).toEqual(['image']);
  });
});
