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

const plugins = '.claude/plugins';
const command = `${plugins}/cache/mine/greeter/1.0.0/commands/greet.md`;
const catalogue = `${plugins}/marketplaces/mine/.claude-plugin/marketplace.json`;
const marketplaces = `${plugins}/known_marketplaces.json`;
/** A plugin as Claude Code has it once it was installed from a git repository, and what stays with the host beside it. */
const plugin: Record<string, (canary: string) => string> = {
  [command]: text,
  [catalogue]: (canary) =>
    JSON.stringify({
      name: 'mine',
      owner: { name: canary },
      plugins: [{ name: 'greeter', version: '1.0.0', source: './greeter' }],
    }),
  [marketplaces]: (canary) =>
    JSON.stringify({
      mine: {
        source: { source: 'github', repo: `me/${canary}` },
        installLocation: '/home/me/.claude/plugins/marketplaces/mine',
        lastUpdated: '2026-01-01T00:00:00.000Z',
      },
    }),
  [`${plugins}/installed_plugins.json`]: text,
  [`${plugins}/data/greeter-mine/token`]: text,
  [`${plugins}/store/greeter.json`]: text,
};

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
      ...plugin,
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

  it('--plugins: Claude Code inside loads a plugin of the host, which nothing there can write', async () => {
    await make();
    const manifest = JSON.stringify({ name: 'greeter', version: '1.0.0' });
    for (const folder of ['cache/mine/greeter/1.0.0', 'marketplaces/mine/greeter']) {
      writeHostFile(join(project.home, plugins, folder, '.claude-plugin/plugin.json'), manifest);
    }
    const settings = JSON.stringify({ enabledPlugins: { 'greeter@mine': true } });
    writeHostFile(join(project.home, '.claude/settings.json'), settings);
    await claudeSessions(project, 'share', ['--plugins']);
    const { containerId } = await up(project);
    // It takes them over at its first start, and loads them from the next on.
    await askInside(project, { version, api });
    expect(api.sent).not.toContain(canaries[command]);
    await askInside(project, { version, api, prompt: '/greeter:greet' });
    expect(api.sent).toContain(canaries[command]);

    const profile = ['.claude/CLAUDE.md', '.claude/agents/mine.md'];
    const crossed = await findCanaries(useDocker(), containerId, canaries);
    expect(crossed).toEqual([...profile, command, catalogue, marketplaces].sort());
    const write =
      'for at in . cache cache/mine/greeter/1.0.0 marketplaces/mine; do touch /mnt/claude-host/plugins/$at/x && echo wrote; done; true';
    expect((await useDocker().sh(containerId, write)).stdout).toBe('');
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

  it('--up: one command, and the conversation goes on inside, with a skill that is a link on the host and what CLAUDE.md imports', async () => {
    await make();
    const { sessionId } = await askOnHost(project, { version, api });
    writeHostFile(
      join(project.home, '.agents/skills/linked/SKILL.md'),
      '---\nname: linked\ndescription: canary-of-a-linked-skill\n---\n',
    );
    makeFolder(join(project.home, '.claude/skills'));
    symlinkSync('../../.agents/skills/linked', join(project.home, '.claude/skills/linked'));
    const host = (path: string, content: string) => writeHostFile(join(project.home, path), content);
    host('.claude/CLAUDE.md', '- @~/.claude/x.md\n- @~/notes/y.md\n');
    host('.claude/x.md', 'canary-of-an-import');
    host('notes/y.md', 'canary-of-a-note @more/z.md');
    host('notes/more/z.md', 'canary-of-a-hop');
    await claudeSessions(project, 'share', ['--up', '--yes']);
    expect(await askInside(project, goOn())).toEqual({ sessionId, text: 'users=2 assistant=1' });
    for (const what of ['a-linked-skill', 'an-import', 'a-note', 'a-hop'])
      expect(api.sent).toContain(`canary-of-${what}`);
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
