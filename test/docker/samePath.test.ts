import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { askInside, askOnHost, claudeEnvironment } from '../harness/claude/claude.ts';
import { beginInTerminal } from '../harness/claude/inTerminal.ts';
import { answerQuestionsInside } from '../harness/claude/onboarding.ts';
import { terminalInside } from '../harness/claude/terminal.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { execByEngine, type UpResult, up } from '../harness/project/devcontainer.ts';
import { codesOf, doctor, onPath } from '../harness/project/doctor.ts';
import { type Project, writeHostFile } from '../harness/project/project.ts';
import { hostProjectFolder, sessionsIn } from '../harness/project/transcripts.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { claudeVersions } from '../harness/start/claudeCode.ts';
import { describeDocker, useDocker, useHarness } from '../harness/start/harness.ts';
import { runAs } from '../harness/system/hostUser.ts';
import { rounds } from '../harness/system/rounds.ts';

const versions = rounds({ short: ['2.1.329' as const], long: claudeVersions });
const isLong = rounds({ short: false, long: true });

/** A project at the host's path in the container; one in a sub-folder of a repository; a worktree with a dev container of its own. */
describeDocker.each(versions)('where the project lies, with Claude Code %s', (claude) => {
  const api = useMockApi();
  const projects = useProjects();

  const git = (project: Project, ...args: string[]) =>
    runAs(useHarness().user, 'git', ['-C', project.folder, ...args], { env: { HOME: project.home } });
  const inside = async (project: Project, script: string) =>
    (await execByEngine(project, ['sh', '-c', script])).stdout.trim();
  const at = (project: Project, folder: string): Project => {
    return { ...project, folder, config: join(folder, '.devcontainer/devcontainer.json') };
  };
  /** The picker lists it, and goes on. */
  const pick = async (project: Project, container: UpResult, title: string) => {
    const { containerId, remoteUser, remoteWorkspaceFolder } = container;
    await answerQuestionsInside(useDocker(), containerId, remoteUser, remoteWorkspaceFolder);
    const tmux = await terminalInside(project, container, claudeEnvironment(api), ['--resume']);
    try {
      await tmux.waitFor(new RegExp(`❯ ${title}`), 100_000);
      await tmux.keys('Enter');
      await tmux.waitFor(/users=\d+ assistant=\d+/);
    } finally {
      await tmux.stop();
    }
  };

  // What the tests of claude-state and of the command line show without a container, the next test apart.
  if (isLong)
    it('at the host’s path: what was begun before goes on there, on both sides', async () => {
      const project = await projects.make(onPath({ claude }));
      const before = readFileSync(project.config, 'utf8');
      await claudeSessions(project, 'isolate');
      await up(project);
      const begun = await askInside(project, { version: claude, api });
      await claudeSessions(project, 'share', ['--same-path']);
      expect(codesOf(await doctor(project))).toContain('container-drift');
      const container = await up(project, { removeExisting: true });
      expect(container.remoteWorkspaceFolder).toBe(project.folder);
      expect(await inside(project, 'pwd; git log --format=%s')).toBe(`${project.folder}\nfirst`);
      const goOn = { version: claude, api, args: ['--continue'] };
      expect(await askInside(project, goOn)).toMatchObject({ sessionId: begun.sessionId });
      expect(sessionsIn(hostProjectFolder(project, project.folder))).toEqual([begun.sessionId]);
      expect((await askOnHost(project, goOn)).text).toBe('users=3 assistant=2');
      expect(codesOf(await doctor(project))).toEqual([]);
      await claudeSessions(project, 'remove');
      expect(readFileSync(project.config, 'utf8')).toBe(before);
    });

  it('in a sub-folder of a repository: the repository is there, and the picker lists it', async () => {
    const project = await projects.make(onPath({ claude }));
    const web = at(project, join(project.folder, 'packages/web'));
    writeHostFile(web.config, readFileSync(project.config));
    const sessionId = await beginInTerminal(web, claude, 'in the sub-folder', api);
    await claudeSessions(web, 'share', ['--same-path']);
    const container = await up(web);
    expect(container.remoteWorkspaceFolder).toBe(web.folder);
    expect(await inside(web, 'git rev-parse --show-toplevel; cat ../../hello.txt')).toBe(
      `${project.folder}\nhello`,
    );
    await pick(web, container, 'in the sub-folder');
    expect(await askInside(web, { version: claude, api, args: ['--continue'] })).toMatchObject({ sessionId });
    expect(codesOf(await doctor(web))).toEqual([]);
  });

  it('a worktree as its own dev container: its conversations, in the picker too', async () => {
    const project = await projects.make(onPath({ claude }));
    const tree = at(project, join(project.root, 'work/tree'));
    await git(project, 'worktree', 'add', '-q', tree.folder, '-b', 'tree');
    const other = await askOnHost(project, { version: claude, api });
    const sessionId = await beginInTerminal(tree, claude, 'in the worktree', api);
    await claudeSessions(tree, 'share');
    const container = await up(tree);
    await pick(tree, container, 'in the worktree');
    expect(await askInside(tree, { version: claude, api, args: ['--continue'] })).toMatchObject({
      sessionId,
    });
    expect(sessionsIn(hostProjectFolder(project, tree.folder))).toEqual([sessionId]);
    expect(sessionsIn(hostProjectFolder(project, project.folder))).toEqual([other.sessionId]);
    expect(codesOf(await doctor(tree))).toEqual([]);
  });
});
