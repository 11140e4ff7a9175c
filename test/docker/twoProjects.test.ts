import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { findCanaries } from '../harness/canaries.ts';
import { type AskOptions, askInside, askOnHost } from '../harness/claude.ts';
import { claudeSessions } from '../harness/cli.ts';
import { up } from '../harness/devcontainer.ts';
import { claudeCodeMount } from '../harness/devcontainerText.ts';
import { describeDocker, useDocker, useHarness } from '../harness/harness.ts';
import { MockApi } from '../harness/mockApi.ts';
import { makeProject, type Project } from '../harness/project.ts';
import { hostProjectFolder, sessionsIn } from '../harness/transcripts.ts';

const version = '2.1.329';

/** One person, two projects whose folders have one name, both shared, both running. */
describeDocker('two projects with one basename', () => {
  let api: MockApi;
  const projects: Project[] = [];

  beforeAll(async () => {
    api = await MockApi.start();
  });
  afterEach(async () => {
    for (const project of projects.splice(0)) await project.dispose();
  });
  afterAll(() => api?.stop());

  const make = async (home?: string) => {
    const { images, claude } = useHarness();
    const mounts = [claudeCodeMount(claude[version])];
    const own = home === undefined ? {} : { home };
    const project = await makeProject({ image: images.vscode, remoteUser: 'vscode', mounts, ...own });
    projects.push(project);
    return project;
  };

  it('neither sees the other', async () => {
    const one = await make();
    const two = await make(one.home);
    const prompts = { one: 'canary-of-project-one', two: 'canary-of-project-two' };
    const first = await askOnHost(one, { version, api, prompt: prompts.one });
    const second = await askOnHost(two, { version, api, prompt: prompts.two });
    await claudeSessions(one, 'share');
    await claudeSessions(two, 'share');
    const inOne = await up(one);
    const inTwo = await up(two);
    expect(inTwo.remoteWorkspaceFolder).toBe(inOne.remoteWorkspaceFolder);
    const options = { version, api, args: ['--continue'] } satisfies AskOptions;
    expect(await askInside(one, options)).toEqual({
      sessionId: first.sessionId,
      text: 'users=2 assistant=1',
    });
    expect(await askInside(two, options)).toEqual({
      sessionId: second.sessionId,
      text: 'users=2 assistant=1',
    });
    const begun = await askInside(one, { version, api, prompt: 'a second one' });
    expect(await findCanaries(useDocker(), inOne.containerId, prompts)).toEqual(['one']);
    expect(await findCanaries(useDocker(), inTwo.containerId, prompts)).toEqual(['two']);
    expect(sessionsIn(hostProjectFolder(one, one.folder))).toEqual([first.sessionId, begun.sessionId].sort());
    expect(sessionsIn(hostProjectFolder(two, two.folder))).toEqual([second.sessionId]);
  });
});
