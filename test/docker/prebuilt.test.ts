import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { claudeSessions, tryClaudeSessions } from '../harness/project/cli.ts';
import { devcontainer, tryUp, up } from '../harness/project/devcontainer.ts';
import { codesOf, doctor, onPath } from '../harness/project/doctor.ts';
import { writeHostFile } from '../harness/project/project.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useHarness } from '../harness/start/harness.ts';
import { succeeded } from '../harness/system/run.ts';

/** Images that were built beforehand with our Features in them, as teams do to start faster. */
describeDocker('a prebuilt image', () => {
  const projects = useProjects();

  /** Builds one with a Feature of ours; a project of it names nothing else of ours. */
  const prebuilt = async (id: 'claude-persist' | 'claude-sessions' | 'claude-login') => {
    const features = { [`${useHarness().collection}/${id}:1`]: {} };
    const builder = await projects.make({ more: { features } });
    const image = `local/pre-${id}:1` as const;
    const args = ['build', '--workspace-folder', builder.folder, '--image-name', image];
    succeeded(await devcontainer(builder, [...args, '--buildkit', 'never'], { timeout: 240_000 }));
    return projects.make({ ...onPath(), image, remoteUser: 'vscode' });
  };

  it('with persist is isolation: no drift, nothing to rebuild, and `continue` goes in', async () => {
    const project = await prebuilt('claude-persist');
    await up(project);
    const report = await doctor(project);
    expect([report.mode, codesOf(report)]).toEqual(['isolate', []]);
    expect((await doctor(project, ['--recreate', '--yes'])).attempts).toEqual([]);
    const status = JSON.parse((await claudeSessions(project, 'status', ['--json'])).stdout);
    expect(status).toMatchObject({ mode: 'isolate', warnings: [] });
    const inside = ['--yes', '--', 'claude', '--version'];
    const { stdout, stderr } = await tryClaudeSessions(project, 'shell', inside, { folder: null });
    expect(stdout, stderr).toContain('2.1.329');
  });

  it('with sharing does not start on a host that is not prepared: doctor says so, and --fix prepares it', async () => {
    const project = await prebuilt('claude-sessions');
    expect((await tryUp(project)).result?.outcome).not.toBe('success');
    const report = await doctor(project);
    expect([report.mode, codesOf(report)]).toEqual(['share', ['host-not-prepared', 'no-prepare-command']]);
    await doctor(project, ['--fix']);
    await up(project);
    expect(codesOf(await doctor(project))).toEqual([]);
  });

  it('with the login, under a Dockerfile, is nothing to rebuild, until a command takes the login out', async () => {
    const { config: asImage } = await prebuilt('claude-login');
    const image = /"image": "(.*)"/.exec(readFileSync(asImage, 'utf8'))?.[1];
    const project = await projects.make(onPath());
    const text = readFileSync(project.config, 'utf8').replace(
      /"image": ".*"/,
      '"build": { "dockerfile": "Dockerfile" }',
    );
    writeHostFile(project.config, text);
    writeHostFile(join(dirname(project.config), 'Dockerfile'), `FROM ${image}\n`);
    await claudeSessions(project, 'isolate', ['--login', 'own']);
    await up(project);
    const report = await doctor(project);
    expect([codesOf(report), report.login]).toEqual([[], { kind: 'shared', loggedIn: false }]);
    await claudeSessions(project, 'isolate', ['--login', 'shared']);
    await claudeSessions(project, 'isolate', ['--login', 'own']);
    expect(codesOf(await doctor(project))).toEqual(['container-outdated']);
  });
});
