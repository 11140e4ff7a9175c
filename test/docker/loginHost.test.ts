import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { assembleClaudeState } from '../../scripts/assembleClaudeState.mjs';
import { MockApi } from '../harness/claude/mockApi.ts';
import { TokenEndpoint } from '../harness/claude/TokenEndpoint.ts';
import { findCanaries } from '../harness/project/canaries.ts';
import { claudeSessions, cliCommand } from '../harness/project/cli.ts';
import { execByEngine, execWords, hostEnvironment, up } from '../harness/project/devcontainer.ts';
import { claudeCodeFolder } from '../harness/project/devcontainerText.ts';
import { codesOf, doctor, onPath } from '../harness/project/doctor.ts';
import { makeFolder, type Project, writeHostFile } from '../harness/project/project.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { StreamedClient } from '../harness/recording/StreamedClient.ts';
import { newestClaude } from '../harness/start/claudeCode.ts';
import { describeDocker, useDocker, useHarness } from '../harness/start/harness.ts';
import { until } from '../harness/system/processes.ts';
import { rounds } from '../harness/system/rounds.ts';
import { tryRun } from '../harness/system/run.ts';

const version = rounds({ short: '2.1.329', long: newestClaude } as const);
const environment = {
  NODE_EXTRA_CA_CERTS: '/opt/tls/ca.pem',
  DISABLE_AUTOUPDATER: '1',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
};
const ask = [`${claudeCodeFolder}/claude`, '-p', 'hi', '--output-format', 'json'];

/**
 * The login of a host, whose refresh token is good for one use: containers get the access token alone, in a folder that is mounted
 * read-only, and go on when the host has renewed it.
 */
describeDocker('a login that the host keeps', () => {
  const projects = useProjects('all');
  let project: Project;
  let api: MockApi;
  let endpoint: TokenEndpoint;
  let tls: string;
  let claudeState: string;
  /** Every refresh token that the host has had. */
  const refreshTokens: Record<string, string> = {};

  const own = () => join(project.home, '.claude/.credentials.json');
  const kept = () => join(project.home, '.claude-sessions/login/.credentials.json');
  const remember = () => {
    const { refreshToken } = JSON.parse(readFileSync(own(), 'utf8')).claudeAiOauth;
    refreshTokens[`login ${Object.keys(refreshTokens).length}`] = refreshToken;
  };
  const refreshes = () => ({ taken: endpoint.taken, refused: endpoint.refused });
  const answer = (stdout: string) => /"result":\s*"([^"]*)"/.exec(stdout)?.[1] ?? stdout;
  const inside = async () => {
    const finished = await execByEngine(project, ask, { env: environment, timeout: 120_000 });
    return answer(finished.stdout);
  };
  const expire = () => {
    endpoint.expire();
    const text = readFileSync(own(), 'utf8').replace(
      /"expiresAt": *\d+/,
      `"expiresAt":${Date.now() - 60_000}`,
    );
    writeHostFile(own(), text, 0o600);
  };

  /** Claude Code on the host, where the real names lead to the mock. */
  async function onHost(...words: string[]) {
    const { user, claude } = useHarness();
    const hosts = join(tls, 'hosts');
    const names = 'platform.claude.com api.anthropic.com';
    writeFileSync(hosts, `127.0.0.1 localhost\n${endpoint.address} ${names}\n`);
    const variables = Object.entries({
      ...environment,
      NODE_EXTRA_CA_CERTS: join(tls, 'ca.pem'),
      HOME: project.home,
      PATH: '/usr/bin:/bin',
    }).map(([name, value]) => `${name}=${value}`);
    const as = ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
    const command = [...as, 'env', '-i', ...variables, join(claude[version], 'claude'), ...words];
    const script = 'mount --bind "$1" /etc/hosts && cd "$2" && shift 2 && exec "$@" </dev/null';
    return await tryRun('unshare', ['-m', 'sh', '-c', script, 'sh', hosts, project.folder, ...command]);
  }
  async function renewOnHost(): Promise<void> {
    const said = await onHost('-p', 'hi', '--output-format', 'json');
    expect(refreshes(), said.stdout + said.stderr).toEqual({ taken: 1, refused: 0 });
    remember();
  }

  beforeAll(async () => {
    api = await MockApi.start();
    tls = join(useHarness().runDirectory, 'tls-host');
    mkdirSync(tls, { recursive: true });
    chmodSync(tls, 0o755);
    endpoint = await TokenEndpoint.start(tls, api);
    claudeState = join(tls, 'claude-state');
    writeFileSync(claudeState, assembleClaudeState());
    chmodSync(claudeState, 0o755);
    const mounts = [`type=bind,source=${tls}/ca.pem,target=/opt/tls/ca.pem,readonly`];
    project = await projects.make(onPath({ claude: version, name: 'kept', mounts }));
    const text = readFileSync(project.config, 'utf8');
    writeHostFile(project.config, text.replace('["--network=host"]', JSON.stringify(endpoint.runArgs)));
    makeFolder(join(project.home, '.claude'));
    writeHostFile(own(), endpoint.expiredLogin(), 0o600);
    remember();
  });
  afterAll(async () => {
    await project?.dispose();
    await endpoint?.stop();
    await api?.stop();
  });

  it('is not in a container from before, which is found as drift', async () => {
    await claudeSessions(project, 'share', ['--up', '--yes', '--no-install-claude']);
    await claudeSessions(project, 'share', ['--login', 'host-readonly', '--no-install-claude']);
    expect(codesOf(await doctor(project))).toContain('container-drift');
    const again = ['--login', 'host-readonly', '--up', '--recreate', '--yes', '--no-install-claude'];
    const { stdout } = await claudeSessions(project, 'share', again);
    expect(stdout).toContain("the access token of this host's login");
    const report = await doctor(project);
    expect(codesOf(report)).toEqual(['shared-login-out-of-reach']);
    expect(report.login).toEqual({ kind: 'host-readonly', loggedIn: false });
  });

  it('has expired: nothing in the container renews it, and so the host stays logged in', async () => {
    expect(await inside()).toContain('401');
    expect(refreshes()).toEqual({ taken: 0, refused: 0 });
    await renewOnHost();
    expect(readFileSync(kept(), 'utf8')).toContain('"accessToken"');
  });

  it('is renewed by the host while clients run, and they go on', async () => {
    const container = await up(project);
    const { docker, host } = useHarness().engine;
    const words = [
      '-H',
      host,
      'exec',
      '-i',
      ...execWords(container, environment),
      `${claudeCodeFolder}/claude`,
    ];
    const { user } = useHarness();
    const [node = '', ...rest] = cliCommand('prepare', '--watch', project.folder);
    const watch = spawn(node, rest, {
      uid: user.uid,
      gid: user.gid,
      env: { ...hostEnvironment(project), CLAUDE_SESSIONS_COLLECTION: useHarness().collection },
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => watch.on('close', resolve));
    const handedOver = () => {
      const token = (path: string) => JSON.parse(readFileSync(path, 'utf8')).claudeAiOauth.accessToken;
      return token(kept()) === token(own());
    };
    const client = new StreamedClient([docker, ...words], { folder: '/', env: {} }, []);
    try {
      await until(handedOver, 30_000, 100);
      expect(await client.say('one')).toBe('users=1 assistant=0');
      for (const turn of [2, 3]) {
        expire();
        await renewOnHost();
        await until(handedOver, 30_000, 100);
        expect(await client.say('more')).toBe(`users=${turn} assistant=${turn - 1}`);
      }
    } finally {
      await client.end();
      watch.kill('SIGTERM');
    }
    expect(await ended).toBe(0);
    expect(JSON.parse((await onHost('auth', 'status')).stdout)).toMatchObject({ loggedIn: true });
    expect(answer((await onHost('-p', 'hi', '--output-format', 'json')).stdout)).toBe('users=1 assistant=0');
    expect(refreshes()).toEqual({ taken: 1, refused: 0 });
    const report = await doctor(project);
    expect([codesOf(report), report.login]).toEqual([[], { kind: 'host-readonly', loggedIn: true }]);
  });

  it('has no refresh token in it, nowhere in the container, and cannot be written there', async () => {
    const { containerId } = await up(project);
    expect(Object.keys(refreshTokens)).toHaveLength(4);
    expect(await findCanaries(useDocker(), containerId, refreshTokens)).toEqual([]);
    const write = await useDocker().sh(containerId, ': >/mnt/claude-host/login/x');
    expect([write.code, write.stderr]).toEqual([expect.any(Number), expect.stringContaining('ead-only')]);
  });

  it('is all of the host in an isolated container, which starts on a host without the folder, too', async () => {
    rmSync(join(project.home, '.claude-sessions/login'), { recursive: true });
    const isolated = ['--login', 'host-readonly', '--no-install-claude'];
    await claudeSessions(project, 'isolate', isolated);
    rmSync(join(project.home, '.claude-sessions/login'), { recursive: true });
    const { containerId } = await up(project, { removeExisting: true });
    expect(await inside()).toContain('Not logged in');
    await claudeSessions(project, 'prepare');
    expect(await inside()).toBe('users=1 assistant=0');
    expect((await useDocker().sh(containerId, 'ls /mnt/claude-host')).stdout).toBe('login\n');
  });

  it('is enough for plain containers: the folder as their config directory, projects/ over it', async () => {
    const { user, images, claude } = useHarness();
    const login = join(project.home, '.claude-sessions/login');
    const conversations = makeFolder(join(project.home, 'fleet/one'));
    const start = (...mounts: string[]) =>
      useDocker().run([
        ...['run', '-d', '--label', `devcontainer.local_folder=${project.folder}-fleet`, '-u', `${user.uid}`],
        ...endpoint.runArgs.slice(),
        ...['-e', 'CLAUDE_CONFIG_DIR=/cfg', '-e', 'HOME=/tmp', '-w', '/tmp'],
        ...['-e', `PATH=/usr/local/bin:/usr/bin:/bin:${claudeCodeFolder}`],
        ...[`${claude[version]}:${claudeCodeFolder}:ro`, `${tls}/ca.pem:/opt/tls/ca.pem:ro`].flatMap(
          (each) => ['-v', each],
        ),
        ...[`${claudeState}:/usr/local/bin/claude-state:ro`, `${login}:/cfg:ro`, ...mounts].flatMap(
          (each) => ['-v', each],
        ),
        ...[images.vscode, 'sleep', 'infinity'],
      ]);
    const say = async (container: string, ...words: string[]) => {
      const variables = Object.entries(environment).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
      const given = await useDocker().tryRun(['exec', ...variables, container.trim(), ...ask, ...words]);
      return { text: answer(given.stdout), id: /"session_id":\s*"([^"]*)"/.exec(given.stdout)?.[1] ?? '' };
    };
    const look = (container: string, ...words: string[]) =>
      useDocker().tryRun(['exec', container.trim(), 'claude-state', ...words]);
    const remove = (container: string) => useDocker().run(['rm', '-f', container.trim()]);

    const first = await start(`${conversations}:/cfg/projects`);
    for (const command of ['heal', 'bridge'])
      expect(await look(first, command)).toMatchObject({ code: 0, stderr: '' });
    const { text, id } = await say(first);
    expect(text).toBe('users=1 assistant=0');
    const healthy = JSON.parse((await look(first, 'doctor', '--json')).stdout);
    expect(healthy.login).toEqual({ kind: 'host-readonly', loggedIn: true });
    expect(healthy.findings.filter(({ severity }: { severity: string }) => severity === 'error')).toEqual([]);
    await remove(first);
    const second = await start(`${conversations}:/cfg/projects`);
    expect((await say(second, '--resume', id)).text).toBe('users=2 assistant=1');
    await remove(second);

    const without = await start();
    expect((await say(without)).text).toBe('users=1 assistant=0');
    const probe = await look(without, 'doctor');
    expect([probe.code, probe.stdout]).toEqual([
      1,
      expect.stringContaining('it would answer as usual and save nothing'),
    ]);
    expect((await look(without, 'bridge')).stderr).toContain('save nothing');
    await remove(without);
    expect(refreshes().refused).toBe(0);
  });
});
