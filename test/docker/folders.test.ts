import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { type AskOptions, askInside, askOnHost, claudeEnvironment } from '../harness/claude/claude.ts';
import { beginInTerminal, say } from '../harness/claude/inTerminal.ts';
import { answerQuestionsInside } from '../harness/claude/onboarding.ts';
import { terminalInside } from '../harness/claude/terminal.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { claudeSessions, tryClaudeSessions } from '../harness/project/cli.ts';
import { execByEngine, type UpResult, up } from '../harness/project/devcontainer.ts';
import { makeFolder, type Project } from '../harness/project/project.ts';
import { hostProjectFolder, sessionsIn } from '../harness/project/transcripts.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { claudeVersions } from '../harness/start/claudeCode.ts';
import { describeDocker, useDocker, useHarness } from '../harness/start/harness.ts';
import { runAs } from '../harness/system/hostUser.ts';

const workspace = '/workspaces/app';
const below = `${workspace}/packages/web`;
const worktree = `${workspace}/.claude/worktrees/inside`;
/** Its repository is named by a path of the host's: git sees none here. */
const ofHost = `${workspace}/.claude/worktrees/on-host`;
/** The folders, and whether the client of 2.1.197, which knows no common name, goes on there with what was begun elsewhere. */
const folders = [
  { folder: workspace, old: true, oldPicker: true },
  { folder: below, old: false, oldPicker: true },
  { folder: worktree, old: false, oldPicker: false },
  { folder: ofHost, old: false, oldPicker: false },
];

/** A repository with a sub-folder and several worktrees, one of which is out of the container's sight. */
describeDocker.each(claudeVersions)('every folder of the project with Claude Code %s', (version) => {
  const isOld = version === '2.1.197';
  const api = useMockApi();
  const projects = useProjects('all');
  let project: Project;
  let container: UpResult;
  let sessionId: string;

  const git = (...args: string[]) =>
    runAs(useHarness().user, 'git', ['-C', project.folder, ...args], { env: { HOME: project.home } });
  const askIn = (folder: string, args: string[] = []) => {
    const by: typeof execByEngine = (of, command, options) =>
      execByEngine(of, ['sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh', folder, ...command], options);
    return askInside(project, { version, api, args, by } satisfies AskOptions & { by: typeof execByEngine });
  };
  const onHost = () => sessionsIn(hostProjectFolder(project, project.folder));

  beforeAll(async () => {
    project = await projects.make({ claude: version });
    makeFolder(join(project.folder, 'packages/web'));
    await git('worktree', 'add', '-q', join(project.root, 'work/beside'), '-b', 'beside');
    await git('worktree', 'add', '-q', join(project.folder, '.claude/worktrees/on-host'), '-b', 'on-host');
    sessionId = await beginInTerminal(project, version, 'please pick this one', api);
    await claudeSessions(project, 'share');
    container = await up(project);
    const add = `git -C ${workspace} worktree add -q ${worktree} -b inside`;
    expect((await useDocker().sh(container.containerId, add, 'vscode')).code).toBe(0);
    for (const { folder } of folders) {
      await answerQuestionsInside(useDocker(), container.containerId, 'vscode', folder);
    }
  }, 400_000);

  it.each(folders.filter(({ oldPicker }) => oldPicker || !isOld))(
    'the picker in $folder lists it, and goes on',
    async ({ folder }) => {
      const env = claudeEnvironment(api);
      const tmux = await terminalInside(project, { ...container, remoteWorkspaceFolder: folder }, env, [
        '--resume',
      ]);
      try {
        await tmux.waitFor(/❯ please pick this one/, 100_000);
        await tmux.keys('Enter');
        await tmux.waitFor(/users=\d+ assistant=\d+/);
        const prompt = `on from ${folder.split('/').at(-1)}`;
        const said = api.requests.length;
        await say(tmux, prompt, new RegExp(`${prompt}[\\s\\S]*users=\\d+ assistant=\\d+`));
        expect(JSON.stringify(api.requests.slice(said))).toContain('please pick this one');
      } finally {
        await tmux.stop();
      }
      expect(onHost()).toEqual([sessionId]);
    },
  );

  it.each(folders.filter(({ old }) => old || !isOld))(
    '--continue in $folder goes on with it',
    async ({ folder }) => {
      expect(await askIn(folder, ['--continue'])).toMatchObject({ sessionId });
    },
  );

  it.each(folders)('--resume with its id in $folder goes on with it', async ({ folder }) => {
    if (isOld && folder === ofHost) return;
    expect(await askIn(folder, ['--resume', sessionId])).toMatchObject({ sessionId });
  });

  it('by the host’s path a file of the project is the same one, and nobody is asked', async () => {
    const path = join(project.folder, 'by-its-path.txt');
    api.useTool = { name: 'Write', input: { file_path: path, content: 'written inside\n' } };
    await askInside(project, { version, api, args: ['--permission-mode', 'acceptEdits'] });
    expect(readFileSync(path, 'utf8')).toBe('written inside\n');
  });

  it('is all right to doctor', async () => {
    const { stdout } = await tryClaudeSessions(project, 'doctor', ['--json']);
    const { findings } = JSON.parse(stdout) as { findings: { code: string; severity: string }[] };
    const bad = findings.filter(({ severity }) => severity !== 'information').map(({ code }) => code);
    expect(bad.filter((code) => code !== 'claude-not-found')).toEqual([]);
  });

  it.each([below, worktree])(
    'what is begun in %s goes on there after a rebuild, and on the host',
    async (folder) => {
      const begun = await askIn(folder);
      if (!isOld) expect(onHost()).toContain(begun.sessionId);
      container = await up(project, { removeExisting: true });
      expect(await askIn(folder, ['--continue'])).toMatchObject({ sessionId: begun.sessionId });
      expect(onHost()).toContain(begun.sessionId);
      const resumed = await askOnHost(project, { version, api, args: ['--resume', begun.sessionId] });
      expect(resumed.text).toBe('users=3 assistant=2');
    },
  );
});
