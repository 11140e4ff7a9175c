import { expect, it } from 'vitest';
import type { ImageName } from '../harness/engine/imageRecipes.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { up } from '../harness/project/devcontainer.ts';
import { claudeOnPath, doctor, onPath, severe } from '../harness/project/doctor.ts';
import type { Project } from '../harness/project/project.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker } from '../harness/start/harness.ts';

/** A set-up as our commands make it: no check has anything to say above information, whoever is inside. */
describeDocker('doctor on a healthy set-up', () => {
  const projects = useProjects();
  let project: Project;

  const cases: [ImageName, string | undefined][] = [
    ['root', undefined],
    ['vscode', 'vscode'],
    ['vscode-sudo', 'vscode'],
    ['nonroot', undefined],
    ['nonroot-sudo', undefined],
    ['prefilled', 'vscode'],
    ['busybox', 'dev'],
  ];

  /** Shared, then isolated, each time with a new container. */
  const expectHealthy = async () => {
    for (const mode of ['share', 'isolate']) {
      await claudeSessions(project, mode);
      await up(project, { removeExisting: true });
      const report = await doctor(project);
      expect(severe(report)).toEqual([]);
      expect(report.checks.filter(({ state }) => state === 'unknown')).toEqual([]);
      expect(report).toMatchObject({ mode, container: { running: true } });
    }
  };

  it.each(cases)('%s (remote user %s), shared and isolated', async (image, remoteUser) => {
    project = await projects.make(onPath({ image, ...(remoteUser && { remoteUser }) }));
    await expectHealthy();
  });

  it('under Docker Compose', async () => {
    project = await projects.makeCompose({ more: claudeOnPath });
    await expectHealthy();
  });
});
