import { cpSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { claudeSessions, cliCommand } from '../harness/project/cli.ts';
import { tryUp, type UpResult, up } from '../harness/project/devcontainer.ts';
import { codesOf, doctor, onPath } from '../harness/project/doctor.ts';
import { type Project, writeHostFile } from '../harness/project/project.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker } from '../harness/start/harness.ts';
import { repository } from '../harness/system/repository.ts';

/** What was reported as something else, or not at all: doctor names the cause, alone, and what it says to do helps. */
describeDocker('doctor names the cause', () => {
  const projects = useProjects('all');
  let project: Project;
  let container: UpResult;

  beforeAll(async () => {
    project = await projects.make(onPath());
    await claudeSessions(project, 'share');
    container = await up(project);
    expect(codesOf(await doctor(project))).toEqual([]);
  });

  const restart = async () => {
    await useDocker().run(['stop', '-t', '0', container.containerId]);
    await useDocker().run(['start', container.containerId]);
  };

  it('the project was moved away, and another folder is in its place', async () => {
    const old = join(project.root, 'work/old');
    renameSync(project.folder, old);
    cpSync(old, project.folder, { recursive: true });
    expect(codesOf(await doctor(project))).toEqual(['project-folder-replaced']);
    rmSync(old, { recursive: true });
    expect(codesOf(await doctor(project))).toEqual(['host-folder-removed']);
    await restart();
    expect(codesOf(await doctor(project))).toEqual([]);
  });

  it('the host’s conversations were removed', async () => {
    rmSync(join(project.home, '.claude/projects'), { recursive: true });
    const report = await doctor(project);
    expect(codesOf(report)).toEqual(['host-folder-removed']);
    expect(report.findings.find(({ severity }) => severity === 'error')?.fix).toMatch(
      /^Stop the container, run `claude-sessions prepare`, and start/,
    );
    await doctor(project, ['--fix']);
    await restart();
    expect(codesOf(await doctor(project))).toEqual([]);
  });

  it('a user that only runArgs names', async () => {
    const other = await projects.make({ ...onPath(), image: 'root' });
    const text = readFileSync(other.config, 'utf8');
    writeHostFile(other.config, text.replace('--network=host', '--user=4321:4321'));
    await claudeSessions(other, 'share');
    await tryUp(other);
    const report = await doctor(other);
    expect(codesOf(report), JSON.stringify(report)).toEqual(['user-in-run-args']);
  });

  it('a root of the container that may not give files to anybody', async () => {
    const other = await projects.make(onPath());
    const text = readFileSync(other.config, 'utf8');
    writeHostFile(other.config, text.replace('"--network=host"', '"--network=host", "--cap-drop=ALL"'));
    await claudeSessions(other, 'isolate');
    const { containerId } = await up(other);
    expect(codesOf(await doctor(other))).toEqual([]);
    const { stdout, stderr } = await useDocker().tryRun(['logs', containerId]);
    expect(stdout + stderr).not.toMatch(/as root|does not exist/);
    const mounts = '{{range .Mounts}}{{if eq .Type "volume"}}{{.Name}}{{end}}{{end}}';
    const volume = (await useDocker().run(['inspect', '--format', mounts, containerId])).trim();
    const image = (await useDocker().run(['inspect', '--format', '{{.Image}}', containerId])).trim();
    const taken = ['--user=0:0', '--network=none', '--volume', `${volume}:/v`, '--entrypoint=chown'];
    await useDocker().run(['run', '--rm', ...taken, image, '-R', '0:0', '/v']);
    const report = await doctor(other, ['--fix']);
    expect(codesOf(report), JSON.stringify(report)).toEqual(['capabilities-dropped']);
    expect(report.findings[0]?.fix).toContain('"capAdd"');
  });

  it('an engine outside of the container that this runs in', async () => {
    const { host, docker } = useDocker().engine;
    const image = (
      await useDocker().run(['inspect', '--format', '{{.Image}}', container.containerId])
    ).trim();
    /** doctor's codes in a container that gets the engine's socket, and the host's folders at `root`. */
    const codesAt = async (root: string) => {
      const at = (path: string) => path.replace(project.root, root);
      const binds = [
        `${host.replace('unix://', '')}:/var/run/docker.sock`,
        `${docker}:/usr/local/bin/docker:ro`,
        ...['/usr', repository].map((path) => `${path}:${path}:ro`),
        `${project.root}:${root}`,
      ];
      const { code, stdout, stderr } = await useDocker().tryRun([
        ...[
          'run',
          '--rm',
          '--user=0:0',
          '--network=none',
          '--entrypoint=',
          '--env',
          `HOME=${at(project.home)}`,
        ],
        ...binds.flatMap((bind) => ['--volume', bind]),
        ...[image, ...cliCommand('doctor', '--json', at(project.folder))],
      ]);
      expect(code, stderr).toBe(1);
      return JSON.parse(stdout).findings.map((finding: { code: string }) => finding.code);
    };
    expect(await codesAt('/elsewhere')).toContain('engine-elsewhere');
    expect(await codesAt(project.root)).not.toContain('engine-elsewhere');
  });

  it('a remote user that the image lacks', async () => {
    const other = await projects.make({ ...onPath(), remoteUser: 'appuser' });
    await claudeSessions(other, 'share');
    const { result, finished } = await tryUp(other);
    expect(result?.outcome).not.toBe('success');
    const report = await doctor(other);
    expect(codesOf(report), JSON.stringify(report) + finished.stderr.slice(-3000)).toEqual([
      'remote-user-missing',
    ]);
  });

  it('a container with the labels of another tool', async () => {
    await useDocker().run(['rm', '--force', container.containerId]);
    await up(project, { args: ['--id-label', 'mine=1'] });
    const report = await doctor(project);
    expect(report.findings.map(({ code }) => code)).toContain('container-other-labels');
    expect(report.findings.map(({ code }) => code)).not.toContain('no-container');
    expect((await claudeSessions(project, 'status')).stdout).toContain('with the labels of another tool');
  });
});
