import { expect, it } from 'vitest';
import { type AskOptions, askInside, askOnHost } from '../harness/claude/claude.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { findCanaries } from '../harness/project/canaries.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { up } from '../harness/project/devcontainer.ts';
import { hostProjectFolder, sessionsIn } from '../harness/project/transcripts.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker } from '../harness/start/harness.ts';

const version = '2.1.329';

/** One person, two projects whose folders have one name, both shared, both running. */
describeDocker('two projects with one basename', () => {
  const api = useMockApi();
  const projects = useProjects();

  it('neither sees the other', async () => {
    const one = await projects.make({ claude: version });
    const two = await projects.make({ claude: version, home: one.home });
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
