import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { claudeSessions } from '../harness/project/cli.ts';
import { runCompose } from '../harness/project/composeProject.ts';
import { execByEngine, type UpResult, up } from '../harness/project/devcontainer.ts';
import { claudeCodeFolder } from '../harness/project/devcontainerText.ts';
import type { Project, ProjectOptions } from '../harness/project/project.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker, useHarness } from '../harness/start/harness.ts';

const volume = 'claude-code-login';
const place = '/var/lib/claude-login';
const claude = `${claudeCodeFolder}/claude`;
const login = (token: string) =>
  JSON.stringify({
    claudeAiOauth: {
      accessToken: `sk-ant-oat01-${token}`,
      refreshToken: `sk-ant-ort01-${token}`,
      expiresAt: Date.now() + 8 * 3600_000,
      scopes: ['user:inference', 'user:profile'],
      subscriptionType: 'max',
    },
  });

/** One login for all dev containers of a user. */
describeDocker('claude-login', () => {
  const projects = useProjects('all');
  let first: Project;
  let second: Project;

  const make = (name: string, features: string[], options: ProjectOptions = {}) =>
    projects.make({
      name,
      claude: '2.1.329',
      ...options,
      features: Object.fromEntries(features.map((id) => [`${useHarness().collection}/${id}:1`, {}])),
    });
  const sh = async (project: Project, script: string, ...words: string[]) =>
    (await execByEngine(project, ['sh', '-c', script, 'sh', ...words])).stdout.trim();
  const status = async (project: Project) =>
    JSON.parse(await sh(project, `${claude} auth status || :`)) as { loggedIn: boolean; authMethod?: string };
  const log = async ({ containerId }: UpResult) => {
    const { stdout, stderr } = await useDocker().tryRun(['logs', containerId]);
    return stdout + stderr;
  };
  const removeVolume = () => useDocker().tryRun(['volume', 'rm', '--force', volume]);

  beforeAll(async () => {
    await removeVolume();
    first = await make('first', ['claude-persist', 'claude-login']);
    second = await make('second', ['claude-login'], { claude: '2.1.197' });
  });
  afterAll(async () => {
    for (const project of [first, second]) await project?.dispose();
    await removeVolume();
  });

  it('logs in a container of another project, one that was rebuilt, and one that keeps no state', async () => {
    await up(first);
    expect(await status(first)).toMatchObject({ loggedIn: false });
    await sh(
      first,
      'umask 077; printf %s "$1" > "$CLAUDE_SECURESTORAGE_CONFIG_DIR/.credentials.json"',
      login('a'),
    );
    expect(await status(first)).toMatchObject({ loggedIn: true });
    await up(second);
    expect(await status(second)).toMatchObject({ loggedIn: true });
    await up(first, { removeExisting: true });
    expect(await status(first)).toMatchObject({ loggedIn: true });
    expect(await sh(second, 'ls -A "$HOME/.claude" 2>/dev/null | grep -c credentials || :')).toBe('0');
  });

  it('is the user’s alone, with what the client locks by', async () => {
    for (const project of [first, second]) {
      expect(
        await sh(project, `stat -L -c '%U %a' ${place} ${place}/store ${place}/store/.credentials.json`),
      ).toBe('vscode 700\nvscode 700\nvscode 600');
    }
  });

  it('logs all out at once, and for good: what an old volume still has does not come back', async () => {
    await sh(first, 'umask 077; printf %s "$1" > "$CLAUDE_CONFIG_DIR/.credentials.json"', login('old'));
    await sh(second, `${claude} auth logout`);
    expect(await status(first)).toMatchObject({ loggedIn: false });
    await up(first, { removeExisting: true });
    expect(await status(first)).toMatchObject({ loggedIn: false });
  });

  it('begins with the login that a container already had', async () => {
    for (const project of [first, second])
      await useDocker().run(['rm', '-f', (await up(project)).containerId]);
    expect((await removeVolume()).code).toBe(0);
    const container = await up(first);
    expect(await log(container)).toContain(
      'the login of this container is now the one that your dev containers share',
    );
    expect(await status(first)).toMatchObject({ loggedIn: true });
    expect(await sh(first, 'cat "$CLAUDE_CONFIG_DIR/.credentials.json"')).toBe(
      await sh(first, 'cat "$CLAUDE_SECURESTORAGE_CONFIG_DIR/.credentials.json"'),
    );
  });

  it('is shared with a container whose Claude Code runs as root, in both directions', async () => {
    const root = await make('third', ['claude-login'], { image: 'root' });
    await up(root);
    expect(await status(root)).toMatchObject({ loggedIn: true });
    const write = `umask 077; cd ${place}/store && printf %s "$1" > new && mv new .credentials.json`;
    await sh(root, write, login('renewed'));
    await sh(
      first,
      'for n in $(seq 50); do [ -O "$1" ] && break; sleep 0.2; done',
      `${place}/store/.credentials.json`,
    );
    expect(await status(first)).toMatchObject({ loggedIn: true });
    await root.dispose();
  });

  it('of another user’s container is out of reach, which the log says', async () => {
    const other = await make('fourth', ['claude-login'], { more: { updateRemoteUserUID: false } });
    const container = await up(other);
    const uids = [await sh(other, 'id -u'), await sh(first, 'id -u')];
    expect(uids[0]).not.toBe(uids[1]);
    expect(await status(other)).toMatchObject({ loggedIn: false });
    expect(await log(container)).toContain(`runs as uid ${uids[0]}: it cannot use the login`);
    expect(await status(first)).toMatchObject({ loggedIn: true });
    await other.dispose();
  });

  const begin = ['--up', '--yes', '--no-install-claude'];
  const volumesOf = async (project: Project) =>
    (await useDocker().mounts((await up(project)).containerId)).flatMap(({ Type, Name }) =>
      Type === 'volume' && Name !== undefined ? [Name] : [],
    );

  it('is there by `isolate --login shared`, and without the choice nothing of it is in reach', async () => {
    const project = await make('fifth', []);
    await claudeSessions(project, 'isolate', ['--login', 'shared', ...begin]);
    expect(await status(project)).toMatchObject({ loggedIn: true });
    expect(await volumesOf(project)).toContain(volume);
    const search =
      'env | grep SECURESTORAGE; grep -rslE "sk-ant-o[ar]t01-" /home /root /mnt /var /workspaces; ls -d "$1"';
    const inReach = () => sh(project, `{ ${search}; } 2>/dev/null || :`, place);
    expect(await inReach()).toMatch(/SECURESTORAGE[\s\S]*credentials[\s\S]*claude-login/);
    await claudeSessions(project, 'isolate', ['--login', 'own', '--recreate', ...begin]);
    expect(await status(project)).toMatchObject({ loggedIn: false });
    expect(await volumesOf(project)).not.toContain(volume);
    expect(await inReach()).toBe('');
  });

  it.each(['share', 'isolate'])('is the same under Docker Compose, by `%s --login shared`', async (mode) => {
    const project = await projects.makeCompose();
    const { stderr } = await claudeSessions(project, mode, ['--login', 'shared', ...begin]);
    expect(stderr).not.toContain('data will be lost');
    expect(await status(project)).toMatchObject({ loggedIn: true });
    expect(await volumesOf(project)).toContain(volume);
    await up(project, { removeExisting: true });
    expect(await status(project)).toMatchObject({ loggedIn: true });
    const names = await useDocker().run(['volume', 'ls', '--format', '{{.Name}}']);
    expect(names.split('\n').filter((name) => name.endsWith(volume))).toEqual([volume]);
    await project.dispose();
  });

  it('made by Docker Compose is the same in another of its projects, and its container is left out by another login', async () => {
    for (const project of [first, second]) await project.dispose();
    expect((await removeVolume()).code).toBe(0);
    const project = await projects.makeCompose();
    await claudeSessions(project, 'isolate', ['--login', 'shared', ...begin]);
    const write = 'umask 077; printf %s "$1" > "$CLAUDE_SECURESTORAGE_CONFIG_DIR/.credentials.json"';
    await sh(project, write, login('compose'));
    const files = ['docker-compose.yml', 'claude-sessions-login.yaml'].flatMap((name) => [
      '-f',
      join(project.folder, '.devcontainer', name),
    ]);
    const look = ['run', '--rm', '-v', `${volume}:/login`, 'app', 'cat', '/login/store/.credentials.json'];
    const other = await runCompose(project, ['-p', 'other', ...files, ...look]);
    expect(other.stdout).toContain('sk-ant-oat01-compose');
    await runCompose(project, ['-p', 'other', 'down']);
    await claudeSessions(project, 'isolate', ['--login', 'own', '--recreate', ...begin]);
    expect(await volumesOf(project)).not.toContain(volume);
    expect(await status(project)).toMatchObject({ loggedIn: false });
    await project.dispose();
  });
});
