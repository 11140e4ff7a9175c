import { randomUUID } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { type AskOptions, askInside, askOnHost } from '../harness/claude/claude.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { up } from '../harness/project/devcontainer.ts';
import type { Project } from '../harness/project/project.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { findingsOf, verify } from '../harness/project/verify.ts';
import { claudeVersions } from '../harness/start/claudeCode.ts';
import { describeDocker } from '../harness/start/harness.ts';
import { rounds } from '../harness/system/rounds.ts';

/** What honest Claude Codes write, on both sides, is no alarm. */
describeDocker.each(claudeVersions)('verify on an honest chain with Claude Code %s', (version) => {
  const api = useMockApi();
  const projects = useProjects();
  let project: Project;

  afterEach(() => {
    api.useTool = undefined;
  });

  const make = async () => {
    project = await projects.make({ claude: version });
  };
  const checkpoints = { CLAUDE_CODE_ENABLE_SDK_FILE_CHECKPOINTING: '1' };
  const bypass = ['--continue', '--dangerously-skip-permissions'];
  const inside = (options: Partial<AskOptions>) =>
    askInside(project, { version, api, args: bypass, env: checkpoints, ...options });
  /** A turn in which Claude uses a tool. */
  const using = async (name: string, input: object, ask: () => Promise<unknown>) => {
    api.useTool = { name, input };
    await ask();
    api.useTool = undefined;
  };

  if (rounds({ short: version === claudeVersions[0], long: true })) {
    it('names nothing above information', async () => {
      await make();
      await askOnHost(project, { version, api, env: checkpoints });
      await claudeSessions(project, 'share');
      expect(findingsOf(await verify(project))).toEqual([]);
      await up(project);
      await inside({ args: ['--continue'] });
      await using('Write', { file_path: '/workspaces/app/src/a.txt', content: 'a' }, () =>
        inside({ prompt: 'write' }),
      );
      // A name of its own: what others left in this host's /tmp is no file of the container.
      await using('Write', { file_path: `/tmp/outside-${randomUUID()}.txt`, content: 'a' }, () =>
        inside({ prompt: 'write' }),
      );
      const agent = { description: 'look', prompt: 'look around', subagent_type: 'general-purpose' };
      await using('Task', agent, () => inside({ prompt: 'delegate' }));
      await inside({ args: ['--continue', '--fork-session'], prompt: 'fork' });
      await inside({ args: [], prompt: 'begun inside' });
      expect(findingsOf(await verify(project))).toEqual([]);
      await askOnHost(project, { version, api, args: ['--continue'], env: checkpoints });
      await using('Write', { file_path: `${project.home}/outside.txt`, content: 'b' }, () =>
        askOnHost(project, { version, api, args: bypass, env: checkpoints, prompt: 'write' }),
      );
      // What a container says of a file in the home proves nothing; with its next snapshot, the host has a backup itself.
      expect(findingsOf(await verify(project)).map(({ code }) => code)).toEqual(['rewind-outside']);
      await askOnHost(project, { version, api, args: ['--continue'], env: checkpoints });
      const result = await verify(project);
      expect(findingsOf(result)).toEqual([]);
      expect(result.code).toBe(0);
      // The conversations are really there: two or more sessions, and an agent's.
      expect(result.json.transcripts).toBeGreaterThanOrEqual(4);
    });
  }

  it('begun inside is no alarm for a host that knows the prompts from another project', async () => {
    await make();
    await claudeSessions(project, 'share');
    await up(project);
    await askInside(project, { version, api });
    const unknown = findingsOf(await verify(project));
    // 2.1.197 records no prompt; of a host that never ran it, nothing can be said of those that 2.1.329 does.
    expect(unknown.map(({ code }) => code)).toEqual(version === '2.1.197' ? [] : ['prompt-unknown']);
    await askOnHost(project, { version, api, cwd: project.root });
    expect(findingsOf(await verify(project))).toEqual([]);
  });
});
