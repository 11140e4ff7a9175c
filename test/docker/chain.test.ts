import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { askInside, askOnHost, claudeEnvironment } from '../harness/claude/claude.ts';
import { beginInTerminal, say } from '../harness/claude/inTerminal.ts';
import { answerQuestionsInside } from '../harness/claude/onboarding.ts';
import { terminalInside } from '../harness/claude/terminal.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { exec, up } from '../harness/project/devcontainer.ts';
import { makeFolder, type Project } from '../harness/project/project.ts';
import { hostProjectFolder, sessionsIn } from '../harness/project/transcripts.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { claudeVersions } from '../harness/start/claudeCode.ts';
import { describeDocker, useDocker } from '../harness/start/harness.ts';
import { rounds } from '../harness/system/rounds.ts';

/** One conversation, from the host into the container, back, and on after a rebuild: with the real Claude Code. */
describeDocker.each(claudeVersions)('the chain with Claude Code %s', (version) => {
  const api = useMockApi();
  const projects = useProjects();
  let project: Project;

  const make = async () => {
    project = await projects.make({ claude: version });
    return project;
  };
  const goOn = () => ({ version, api, args: ['--continue'] });

  it('goes on inside, on the host again, and after a rebuild', async () => {
    await make();
    const { sessionId, text } = await askOnHost(project, { version, api, prompt: 'the first prompt of all' });
    expect(text).toBe('users=1 assistant=0');
    await claudeSessions(project, 'share');
    const before = await up(project);
    expect(await askInside(project, { ...goOn(), by: exec })).toEqual({
      sessionId,
      text: 'users=2 assistant=1',
    });
    expect(api.messagesOf('users=2 assistant=1')).toContain('the first prompt of all');
    expect(await askOnHost(project, goOn())).toEqual({ sessionId, text: 'users=3 assistant=2' });
    const after = await up(project, { removeExisting: true });
    expect(after.containerId).not.toBe(before.containerId);
    expect(await askInside(project, goOn())).toEqual({ sessionId, text: 'users=4 assistant=3' });
    expect(await askOnHost(project, goOn())).toEqual({ sessionId, text: 'users=5 assistant=4' });
    // One project folder, one transcript: nothing was forked or filed elsewhere.
    expect(readdirSync(join(project.home, '.claude/projects'))).toHaveLength(1);
    expect(sessionsIn(hostProjectFolder(project, project.folder))).toEqual([sessionId]);
  });

  it("lists the host's session in the picker inside, and goes on with it", async () => {
    await make();
    const sessionId = await beginInTerminal(project, version, 'please pick this one', api);
    await claudeSessions(project, 'share');
    const container = await up(project);
    await answerQuestionsInside(
      useDocker(),
      container.containerId,
      'vscode',
      container.remoteWorkspaceFolder,
    );
    const tmux = await terminalInside(project, container, claudeEnvironment(api), ['--resume']);
    try {
      await tmux.waitFor(/please pick this one/);
      await tmux.keys('Enter');
      await tmux.waitFor(/users=1 assistant=0/);
      await say(tmux, 'and go on', /users=2 assistant=1/);
    } finally {
      await tmux.stop();
    }
    expect(sessionsIn(hostProjectFolder(project, project.folder))).toEqual([sessionId]);
    expect(await askOnHost(project, goOn())).toEqual({ sessionId, text: 'users=3 assistant=2' });
  });

  // The older version is met by the tests above.
  if (rounds({ short: version === claudeVersions[0], long: true })) {
    it('needs no CLI and no extension where the project is shared already', async () => {
      await make();
      await claudeSessions(project, 'share');
      const colleague = { ...project, home: makeFolder(join(project.root, 'colleague')) };
      const { sessionId } = await askOnHost(colleague, { version, api });
      await up(colleague);
      expect(await askInside(colleague, goOn())).toEqual({ sessionId, text: 'users=2 assistant=1' });
      expect(await askOnHost(colleague, goOn())).toEqual({ sessionId, text: 'users=3 assistant=2' });
    });

    it('begins inside for a colleague whose host never saw Claude Code, and goes on there', async () => {
      await make();
      await claudeSessions(project, 'share');
      const colleague = { ...project, home: makeFolder(join(project.root, 'colleague')) };
      await up(colleague);
      const { sessionId, text } = await askInside(colleague, { version, api });
      expect(text).toBe('users=1 assistant=0');
      expect(await askOnHost(colleague, goOn())).toEqual({ sessionId, text: 'users=2 assistant=1' });
      await up(colleague, { removeExisting: true });
      expect(await askInside(colleague, goOn())).toEqual({ sessionId, text: 'users=3 assistant=2' });
    });
  }
});
