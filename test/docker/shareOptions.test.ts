import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type AskOptions, askInside, askOnHost } from '../harness/claude/claude.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { type Canaries, findCanaries, plantCanaries } from '../harness/project/canaries.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { devcontainer, exec, hostEnvironment, up } from '../harness/project/devcontainer.ts';
import { makeFolder, type Project, writeHostFile } from '../harness/project/project.ts';
import { hostProjectFolder } from '../harness/project/transcripts.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker, useHarness } from '../harness/start/harness.ts';
import { runAs } from '../harness/system/hostUser.ts';
import { rounds } from '../harness/system/rounds.ts';

const version = '2.1.329';
const other = '.claude/projects/-home-me-other';
const text = (canary: string) => `${canary}\n`;

/** What each option of `share` opens, and that it opens no more than it says. */
describeDocker('the options of share', () => {
  const api = useMockApi();
  const projects = useProjects();
  let project: Project;
  let canaries: Canaries;

  const make = async () => {
    project = await projects.make({ claude: version });
    canaries = plantCanaries(project.home, {
      '.claude/tasks/a-list/1.json': text,
      '.claude/agents/mine.md': text,
      '.claude/CLAUDE.md': text,
      '.claude/history.jsonl': text,
      [`${other}/0e7e4f5c-0000-4000-8000-000000000000.jsonl`]: text,
      [`${other}/memory/MEMORY.md`]: text,
    });
  };
  const goOn = (): AskOptions => ({ version, api, args: ['--continue'] });

  const cases: [string, string[], string[]][] = [
    ['no option', [], ['.claude/CLAUDE.md', '.claude/agents/mine.md']],
    ['--no-profile', ['--no-profile'], []],
    ['--tasks', ['--no-profile', '--tasks'], ['.claude/tasks/a-list/1.json']],
    [
      '--all-projects',
      ['--no-profile', '--all-projects'],
      [`${other}/0e7e4f5c-0000-4000-8000-000000000000.jsonl`, `${other}/memory/MEMORY.md`],
    ],
  ];

  // What `--no-profile` takes away is not there with the two that have it beside another option.
  const few = cases.filter(([option]) => option !== '--no-profile');

  it.each(rounds({ short: few, long: cases }))('%s: what is readable', async (_, args, expected) => {
    await make();
    await claudeSessions(project, 'share', args);
    const { containerId } = await up(project);
    expect(await findCanaries(useDocker(), containerId, canaries)).toEqual([...expected].sort());
    const writable = (await useDocker().mounts(containerId)).filter(({ RW, Type }) => RW && Type === 'bind');
    const targets = writable.map(({ Destination }) => Destination).sort();
    const tasks = args.includes('--tasks') ? ['/mnt/claude-host/tasks'] : [];
    expect(targets).toEqual(['/mnt/claude-host/project', ...tasks, '/workspaces/app']);
  });

  it('--memory rw: what is written inside is in the memory of the host', async () => {
    await make();
    await claudeSessions(project, 'share', ['--memory', 'rw']);
    await up(project);
    const note = 'echo note > "$CLAUDE_CONFIG_DIR/projects/-workspaces-app/memory/MEMORY.md"';
    expect(await exec(project, ['sh', '-c', note])).toMatchObject({ code: 0 });
    const memory = join(hostProjectFolder(project, project.folder), 'memory/MEMORY.md');
    expect(readFileSync(memory, 'utf8')).toBe('note\n');
  });

  it('--credentials token: the token of the host is in the environment inside, and in no file', async () => {
    await make();
    await claudeSessions(project, 'share', ['--credentials', 'token']);
    const env = { CLAUDE_CODE_OAUTH_TOKEN: 'canary-token' };
    const { containerId } = await up(project, { env });
    const print = ['exec', '--workspace-folder', project.folder, 'printenv', 'CLAUDE_CODE_OAUTH_TOKEN'];
    expect((await devcontainer(project, print, { env })).stdout).toBe('canary-token\n');
    expect(await findCanaries(useDocker(), containerId, { token: 'canary-token' })).toEqual([]);
  });

  it('--up: one command, and the conversation goes on inside, with a skill that is a link on the host', async () => {
    await make();
    const { sessionId } = await askOnHost(project, { version, api });
    writeHostFile(
      join(project.home, '.agents/skills/linked/SKILL.md'),
      '---\nname: linked\ndescription: canary-of-a-linked-skill\n---\n',
    );
    makeFolder(join(project.home, '.claude/skills'));
    symlinkSync('../../.agents/skills/linked', join(project.home, '.claude/skills/linked'));
    await claudeSessions(project, 'share', ['--up', '--yes']);
    expect(await askInside(project, goOn())).toEqual({ sessionId, text: 'users=2 assistant=1' });
    expect(api.sent).toContain('canary-of-a-linked-skill');
    expect((await exec(project, ['claude-state', 'doctor'])).stdout).not.toContain('profile-dangling');
  });

  it("--personal: for one person, with the team's file untouched and nothing for git to see", async () => {
    await make();
    const before = readFileSync(project.config, 'utf8');
    const { sessionId } = await askOnHost(project, { version, api });
    await claudeSessions(project, 'share', ['--personal']);
    expect(readFileSync(project.config, 'utf8')).toBe(before);
    const config = join(project.folder, '.devcontainer/claude-sessions-personal/devcontainer.json');
    await up(project, { config });
    const inside = { ...goOn(), config };
    expect(await askInside(project, inside)).toEqual({ sessionId, text: 'users=2 assistant=1' });
    const env = hostEnvironment(project);
    const status = await runAs(useHarness().user, 'git', ['status', '--porcelain'], {
      env,
      cwd: project.folder,
    });
    expect(status).toBe('');
    await claudeSessions(project, 'remove', ['--personal']);
    expect(existsSync(config)).toBe(false);
  });
});
