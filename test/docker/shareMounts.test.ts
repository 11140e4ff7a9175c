import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { bindMount, describeMounts, inOrder } from '../harness/engine/mounts.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { type UpResult, up } from '../harness/project/devcontainer.ts';
import { type Project, writeHostFile } from '../harness/project/project.ts';
import { hashTree, hostProjectFolder } from '../harness/project/transcripts.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker } from '../harness/start/harness.ts';

const readOnlyFolders = ['agents', 'commands', 'skills', 'rules', 'output-styles', 'hooks'];
const memoryText = '# what the host remembers\n';

/** What `share` mounts, and what can be done to it from inside by root. */
describeDocker('the mounts of a shared dev container', () => {
  const projects = useProjects('all');
  let project: Project;
  let container: UpResult;
  let hostFolder: string;

  beforeAll(async () => {
    project = await projects.make();
    const claude = join(project.home, '.claude');
    hostFolder = hostProjectFolder(project, project.folder);
    writeHostFile(join(hostFolder, 'memory/MEMORY.md'), memoryText);
    writeHostFile(join(claude, 'agents/mine.md'), '---\nname: mine\n---\nhello\n');
    writeHostFile(join(claude, 'settings.json'), '{"model":"opus"}\n');
    writeHostFile(join(claude, 'CLAUDE.md'), '# mine\n');
    await claudeSessions(project, 'share');
    container = await up(project);
  });

  const sh = (script: string, user = 'root') => useDocker().sh(container.containerId, script, user);

  it('are the designed ones and no others', async () => {
    const [id, ...more] = readdirSync(join(project.home, '.claude-sessions'));
    expect(more).toEqual([]);
    expect(id).toMatch(/^[0-9a-v]{52}$/);
    const prepared = join(project.home, '.claude-sessions', id ?? '');
    const at = '/mnt/claude-host';
    const expected = [
      bindMount(project.folder, '/workspaces/app', true),
      { Type: 'volume', Source: `claude-code-config-${id}`, Destination: '/var/lib/claude', RW: true },
      bindMount(join(prepared, 'project'), `${at}/project`, true),
      bindMount(join(prepared, 'memory'), `${at}/project/memory`, false),
      bindMount(join(prepared, 'files'), `${at}/files`, false),
      ...readOnlyFolders.map((name) =>
        bindMount(join(project.home, '.claude', name), `${at}/${name}`, false),
      ),
    ];
    const observed = await useDocker().mounts(container.containerId);
    expect(describeMounts(observed)).toEqual(inOrder(expected));
    expect(realpathSync(join(prepared, 'project'))).toBe(hostFolder);
  });

  it('can be written where they are read-write, by the remote user', async () => {
    const script =
      'echo x > /mnt/claude-host/project/probe && rm /mnt/claude-host/project/probe && touch /var/lib/claude/probe';
    expect(await sh(script, 'vscode')).toMatchObject({ code: 0 });
  });

  it.each([...readOnlyFolders, 'files', 'project/memory'])(
    'refuse every write in %s, by root too',
    async (name) => {
      const folder = `/mnt/claude-host/${name}`;
      const before = hashTree(project.home);
      for (const user of ['root', 'vscode']) {
        for (const attempt of [
          'touch probe',
          'mkdir probe',
          'ln -s / probe',
          'chmod 777 .',
          'rm -rf ./* ./.keep',
        ]) {
          const { stderr } = await sh(`cd ${folder} && ${attempt}`, user);
          if (attempt.startsWith('rm') && stderr === '') continue; // There was nothing to remove.
          expect(stderr, `${attempt} in ${name} as ${user}`).toMatch(/Read-only file system|not permitted/);
        }
      }
      expect(hashTree(project.home)).toEqual(before);
    },
  );

  it('hold the files of the profile as they are on the host', async () => {
    expect((await sh('cat /mnt/claude-host/agents/mine.md')).stdout).toContain('name: mine');
    expect((await sh('cat /mnt/claude-host/files/CLAUDE.md')).stdout).toBe('# mine\n');
    expect(JSON.parse((await sh('cat /mnt/claude-host/files/settings.json')).stdout)).toMatchObject({
      model: 'opus',
    });
  });

  const attacks = [
    'echo changed > memory/MEMORY.md',
    'echo more >> memory/MEMORY.md',
    'rm -rf memory',
    'rmdir memory',
    'mv memory elsewhere',
    'mkdir new && mv -T new memory; r=$?; rmdir new; exit $r',
    'ln -s /etc link && mv -T link memory; r=$?; rm link; exit $r',
    'ln -sfnT /etc memory',
    'umount memory',
    'mount -o remount,rw memory',
    'mount --bind /etc memory',
  ];
  const places = ['/mnt/claude-host/project', '/var/lib/claude/projects/-workspaces-app'];

  it.each(places.flatMap((place) => attacks.map((attack) => [attack, place])))(
    'let root not do `%s` in %s',
    async (attack, place) => {
      expect((await sh(`cd ${place} && ${attack}`)).code, attack).not.toBe(0);
      expect(readFileSync(join(hostFolder, 'memory/MEMORY.md'), 'utf8')).toBe(memoryText);
      expect(statSync(join(hostFolder, 'memory')).isDirectory()).toBe(true);
      expect(readdirSync(hostFolder).filter((name) => name !== '.keep')).toEqual([
        '.session-aliases',
        'memory',
      ]);
    },
  );

  it('come back read-only when the container is stopped and started', async () => {
    await useDocker().run(['restart', '-t', '0', container.containerId]);
    expect((await sh('echo x > /mnt/claude-host/project/memory/MEMORY.md')).code).not.toBe(0);
    expect((await sh('umount /mnt/claude-host/project/memory')).code).not.toBe(0);
  });

  it('stay when the project is shared again: nothing is changed', async () => {
    const look = () => [hashTree(project.folder), hashTree(project.home), statSync(project.config).mtimeMs];
    const before = look();
    await claudeSessions(project, 'share');
    expect(look()).toEqual(before);
  });
});
