import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { bindMount, describeMounts, inOrder } from '../harness/engine/mounts.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { type ComposeProjectOptions, runCompose } from '../harness/project/composeProject.ts';
import { type UpResult, up } from '../harness/project/devcontainer.ts';
import { codesOf, doctor } from '../harness/project/doctor.ts';
import { type Project, writeHostFile } from '../harness/project/project.ts';
import { hashTree, hostProjectFolder } from '../harness/project/transcripts.ts';
import { type Projects, useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker, useHarness } from '../harness/start/harness.ts';
import { run } from '../harness/system/run.ts';

const readOnlyFolders = ['agents', 'commands', 'skills', 'rules', 'output-styles', 'hooks'];
const memoryText = '# what the host remembers\n';
const agentText = '---\nname: mine\n---\nhello\n';

/** A project, and what the host's Claude has for it. */
async function makeProject(projects: Projects, options: ComposeProjectOptions): Promise<Project> {
  const project = await projects.makeCompose(options);
  writeHostFile(join(hostProjectFolder(project, project.folder), 'memory/MEMORY.md'), memoryText);
  writeHostFile(join(project.home, '.claude/agents/mine.md'), agentText);
  writeHostFile(join(project.home, '.claude/CLAUDE.md'), '# mine\n');
  return project;
}

/** Why Compose needs a file of its own: what a Feature mounts read-only can be written. */
describeDocker('the fault: our Features with binds, under Docker Compose', () => {
  const projects = useProjects();
  let project: Project;

  it('come up read-write: root inside changes the instructions and the programs of the host', async () => {
    const { collection } = useHarness();
    const profile = `${collection}/claude-profile:1`;
    const features = { [`${collection}/claude-sessions:1`]: {}, [profile]: {} };
    project = await makeProject(projects, { features });
    // What the prepare script makes, without what `share` would do about Compose.
    await claudeSessions(project, 'prepare');
    const { containerId } = await up(project);
    const mounts = await useDocker().mounts(containerId);
    expect(mounts.filter(({ RW }) => !RW).map(({ Destination }) => Destination)).toEqual([
      '/opt/claude-code',
    ]);
    const write =
      'echo evil > /mnt/claude-host/agents/mine.md && echo evil > /mnt/claude-host/project/memory/MEMORY.md';
    expect(await useDocker().sh(containerId, write)).toMatchObject({ code: 0 });
    expect(readFileSync(join(project.home, '.claude/agents/mine.md'), 'utf8')).toBe('evil\n');
    const memory = join(hostProjectFolder(project, project.folder), 'memory/MEMORY.md');
    expect(readFileSync(memory, 'utf8')).toBe('evil\n');
    expect(codesOf(await doctor(project))).toContain('compose-feature-binds');
  });
});

describeDocker('the mounts of a dev container that is shared under Docker Compose', () => {
  const projects = useProjects('all');
  let project: Project;
  let container: UpResult;
  let hostFolder: string;
  let id: string;

  beforeAll(async () => {
    const { collection } = useHarness();
    const features = { [`${collection}/claude-sessions:1`]: {}, [`${collection}/claude-profile:1`]: {} };
    const byHand = 'type=bind,source=${localEnv:HOME}/.claude,target=/home/vscode/.claude';
    project = await makeProject(projects, { features, mounts: [byHand] });
    hostFolder = hostProjectFolder(project, project.folder);
    await claudeSessions(project, 'share', ['--up', '--yes', '--tasks', '--all-projects']);
    container = await up(project);
    id = readdirSync(join(project.home, '.claude-sessions'))[0] ?? '';
  });

  const sh = (script: string, user = 'root') => useDocker().sh(container.containerId, script, user);
  const service = async (name: string) =>
    (await runCompose(project, ['-p', 'app_devcontainer', 'ps', '-q', name])).stdout.trim();

  it('are the designed ones and no others', async () => {
    const prepared = join(project.home, '.claude-sessions', id);
    const at = '/mnt/claude-host';
    const volume = `app_devcontainer_claude-code-config-${id}`;
    const expected = [
      bindMount(project.folder, '/workspaces/app', true),
      bindMount(useHarness().claude['2.1.329'], '/opt/claude-code', false),
      { Type: 'volume', Source: volume, Destination: '/var/lib/claude', RW: true },
      bindMount(join(prepared, 'project'), `${at}/project`, true),
      bindMount(join(prepared, 'memory'), `${at}/project/memory`, false),
      bindMount(join(prepared, 'files'), `${at}/files`, false),
      ...readOnlyFolders.map((name) =>
        bindMount(join(project.home, '.claude', name), `${at}/${name}`, false),
      ),
      bindMount(join(project.home, '.claude/tasks'), `${at}/tasks`, true),
      bindMount(join(project.home, '.claude/projects'), `${at}/projects`, false),
    ];
    const observed = await useDocker().mounts(container.containerId);
    expect(describeMounts(observed)).toEqual(inOrder(expected));
    expect(realpathSync(join(prepared, 'project'))).toBe(hostFolder);
  });

  it('are of the one service only: another one has none of ours', async () => {
    const other = await service('db');
    expect(other).not.toBe('');
    expect(await useDocker().mounts(other)).toEqual([]);
    expect(await service('app')).toBe(container.containerId);
  });

  it.each([...readOnlyFolders, 'files', 'project/memory', 'projects'])(
    'refuse every write in %s, by root too, and the host is unchanged',
    async (name) => {
      const before = hashTree(project.home);
      for (const attempt of [
        'touch probe',
        'mkdir probe',
        'ln -s / probe',
        'chmod 777 .',
        'echo x > mine.md',
      ]) {
        const { code, stderr } = await sh(`cd /mnt/claude-host/${name} && ${attempt}`);
        expect(code, `${attempt} in ${name}`).not.toBe(0);
        expect(stderr, `${attempt} in ${name}`).toMatch(/Read-only file system|not permitted/);
      }
      expect(hashTree(project.home)).toEqual(before);
    },
  );

  it.each(['rm -rf memory', 'mv memory elsewhere', 'umount memory', 'mount -o remount,rw memory'])(
    'let root not do `%s`',
    async (attempt) => {
      for (const place of ['/mnt/claude-host/project', '/var/lib/claude/projects/-workspaces-app']) {
        expect((await sh(`cd ${place} && ${attempt}`)).code).not.toBe(0);
      }
      expect(readFileSync(join(hostFolder, 'memory/MEMORY.md'), 'utf8')).toBe(memoryText);
    },
  );

  it('come back read-only after a restart by the engine', async () => {
    await useDocker().run(['restart', '-t', '0', container.containerId]);
    expect((await sh('echo x > /mnt/claude-host/project/memory/MEMORY.md')).code).not.toBe(0);
    expect((await sh('touch /mnt/claude-host/project/probe && rm /mnt/claude-host/project/probe')).code).toBe(
      0,
    );
  });

  it('are found to be right, by status and by doctor', async () => {
    await up(project);
    const status = JSON.parse((await claudeSessions(project, 'status', ['--json'])).stdout);
    expect(status).toMatchObject({
      mode: 'share',
      options: { profile: true, memory: 'ro', tasks: true, allProjects: true },
      warnings: [],
    });
    expect(status.container).toMatchObject({ missing: [], unexpected: [], wrong: [] });
    expect(codesOf(await doctor(project))).toEqual(['claude-not-found']);
  });

  it('stay when the project is shared again: nothing is changed', async () => {
    const look = () => [hashTree(project.folder), hashTree(project.home)];
    const before = look();
    const { stdout } = await claudeSessions(project, 'share', ['--tasks', '--all-projects']);
    expect(stdout).toContain('is already up to date');
    expect(look()).toEqual(before);
  });

  it('keep the volume over a rebuild', async () => {
    await sh('echo kept > /var/lib/claude/kept', 'vscode');
    const again = await up(project, { removeExisting: true });
    expect(again.containerId).not.toBe(container.containerId);
    container = again;
    expect((await sh('cat /var/lib/claude/kept')).stdout).toBe('kept\n');
  });

  it('are kept out of git', async () => {
    const git = ['-C', project.folder, 'status', '--porcelain', '--untracked-files=all'];
    const changed = await run('git', ['-c', 'safe.directory=*', ...git]);
    expect(changed).toContain('claude-sessions-prepare.sh');
    expect(changed).not.toContain('.claude-sessions/');
  });
});
