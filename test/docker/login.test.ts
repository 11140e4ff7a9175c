import { afterAll, beforeAll, expect, it } from 'vitest';
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
});
