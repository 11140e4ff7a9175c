import { expect, it } from 'vitest';
import type { ImageName } from '../harness/engine/imageRecipes.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { up } from '../harness/project/devcontainer.ts';
import { claudeOnPath, doctor, onPath, severe } from '../harness/project/doctor.ts';
import type { Project } from '../harness/project/project.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker } from '../harness/start/harness.ts';
import { rounds } from '../harness/system/rounds.ts';

/** A set-up as our commands make it: no check has anything to say above information, whoever is inside. */
describeDocker('doctor on a healthy set-up', () => {
  const projects = useProjects();
  let project: Project;

  const both = ['share', 'isolate'];
  /** The modes that are tried in each run, by image: both for a user who is not root, as the container's user and otherwise. */
  const few: Partial<Record<ImageName, string[]>> = {
    root: ['share'],
    vscode: both,
    'vscode-sudo': ['isolate'],
    nonroot: both,
    'nonroot-sudo': ['share'],
    prefilled: ['isolate'],
    busybox: ['share'],
  };
  const cases = (Object.entries(few) as [ImageName, string[]][]).map(([image, modes]) => {
    return { image, modes: rounds({ short: modes, long: both }) };
  });

  /** In one mode after the other, each time with a new container. */
  const expectHealthy = async (modes = both) => {
    for (const mode of modes) {
      await claudeSessions(project, mode);
      await up(project, { removeExisting: true });
      const report = await doctor(project);
      expect(severe(report)).toEqual([]);
      expect(report.checks.filter(({ state }) => state === 'unknown')).toEqual([]);
      expect(report).toMatchObject({ mode, container: { running: true } });
    }
  };

  it.each(cases)('$image: $modes', async ({ image, modes }) => {
    project = await projects.make(onPath({ image }));
    await expectHealthy(modes);
  });

  it('under Docker Compose', async () => {
    project = await projects.makeCompose({ more: claudeOnPath });
    await expectHealthy();
  });
});
