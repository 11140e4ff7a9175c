import { renameSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { claudeSessions, tryClaudeSessions } from '../harness/project/cli.ts';
import { up } from '../harness/project/devcontainer.ts';
import { codesOf, doctor, doctorAll, onPath } from '../harness/project/doctor.ts';
import type { Project } from '../harness/project/project.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker, useHarness } from '../harness/start/harness.ts';

/** Fact 41: an image can carry a project's labels, and every container of it then passes for the project's. */
describeDocker('a container that only claims to be a project’s', () => {
  const projects = useProjects('all');
  let healthy: Project;
  let drifted: Project;
  let forged: Project;
  const names: string[] = [];
  const images: string[] = [];

  beforeAll(async () => {
    healthy = await projects.make(onPath());
    drifted = await projects.make(onPath({ home: healthy.home, name: 'second' }));
    forged = await projects.make(onPath({ home: healthy.home, name: 'third' }));
    for (const project of [healthy, forged]) await claudeSessions(project, 'share');
    await up(healthy);
    await up(drifted);
    await claudeSessions(drifted, 'isolate');
  });
  afterAll(async () => {
    const docker = useDocker();
    for (const name of names) await docker.tryRun(['rm', '-f', name]);
    for (const image of images) await docker.tryRun(['rmi', '-f', image]);
  });

  /** Runs a container of an image that carries the project's labels; what it says is written down for us to see. */
  const runImpostor = async (project: Project, mounts: string[] = []) => {
    const docker = useDocker();
    const name = `impostor-${names.length}`;
    const image = `claude-sessions-test/${name}`;
    const labels = {
      'devcontainer.local_folder': project.folder,
      'devcontainer.config_file': project.config,
      'devcontainer.metadata': JSON.stringify([{ remoteUser: 'root' }]),
    };
    const lines = Object.entries(labels).map(([key, value]) => `LABEL ${key}=${JSON.stringify(value)}`);
    const spy = `RUN echo 'echo "$*" >> /called; exit 0' > /bin/claude-state && chmod 755 /bin/claude-state`;
    const input = [`FROM ${useHarness().images.busybox}`, ...lines, spy].join('\n');
    await docker.run(['build', '--network=none', '-t', image, '-'], { input });
    images.push(image);
    await docker.run(['run', '-d', '--network=host', '--name', name, ...mounts, image, 'sleep', '100000']);
    names.push(name);
    return name;
  };
  const called = async (name: string) => (await useDocker().sh(name, 'cat /called')).stdout;

  it('is not taken for it: not by doctor, not by status, not by --recreate and --up', async () => {
    const alone = await runImpostor(forged);
    const mounting = await runImpostor(forged, ['-v', `${forged.folder}:/workspaces/third`]);
    const report = await doctor(forged);
    expect(report.container).toBeNull();
    expect(codesOf(report)).toEqual(['container-impostor', 'container-impostor']);
    const status = await tryClaudeSessions(forged, 'status', ['--json']);
    expect(JSON.parse(status.stdout)).toMatchObject({ container: null });
    expect((await doctor(forged, ['--fix', '--recreate', '--yes'])).attempts).toEqual([]);
    const started = await tryClaudeSessions(forged, 'share', ['--up', '--recreate', '--yes']);
    expect(started.code).toBe(1);
    expect(started.stderr).toContain("carries this project's labels but is not this project's");
    for (const name of [alone, mounting]) {
      expect(await called(name)).toBe('');
      await useDocker().run(['rm', '-f', name]);
    }
    await claudeSessions(forged, 'share', ['--up', '--yes']);
    expect(codesOf(await doctor(forged))).toEqual([]);
  });

  it('--all tells them apart, and --all --recreate rebuilds the drifted one alone', async () => {
    const impostor = await runImpostor(healthy);
    const before = await doctorAll(healthy);
    const codes = (report: typeof before) =>
      Object.fromEntries(report.containers.map((each) => [each.folder, codesOf(each)]));
    expect(codes(before)).toEqual({
      [healthy.folder]: ['container-impostor'],
      [drifted.folder]: ['container-drift'],
      [forged.folder]: [],
    });
    const after = await doctorAll(healthy, ['--recreate', '--yes']);
    expect(codes(after)).toEqual({ ...codes(before), [drifted.folder]: [] });
    const ids = (report: typeof before) =>
      Object.fromEntries(report.containers.map(({ folder, container }) => [folder, container?.id]));
    const { [drifted.folder]: old, ...others } = ids(before);
    expect(ids(after)).toMatchObject(others);
    expect(ids(after)[drifted.folder]).not.toBe(old);
    expect(await called(impostor)).toBe('');
  });

  it('--all names a container whose folder is gone, and looks no further', async () => {
    renameSync(drifted.folder, `${drifted.folder}-moved`);
    try {
      const report = await doctorAll(healthy);
      expect(report.containers.map(({ folder }) => folder)).not.toContain(drifted.folder);
      expect(report.skipped).toMatchObject([{ folder: drifted.folder, why: 'its folder is gone' }]);
    } finally {
      renameSync(`${drifted.folder}-moved`, drifted.folder);
    }
  });
});
