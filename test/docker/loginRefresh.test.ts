import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MockApi } from '../harness/claude/mockApi.ts';
import { TokenEndpoint } from '../harness/claude/TokenEndpoint.ts';
import { execByEngine, execWords, up } from '../harness/project/devcontainer.ts';
import { claudeCodeFolder } from '../harness/project/devcontainerText.ts';
import { makeFolder, type Project, writeHostFile } from '../harness/project/project.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { StreamedClient } from '../harness/recording/StreamedClient.ts';
import { type ClaudeVersion, newestClaude } from '../harness/start/claudeCode.ts';
import { describeDocker, useDocker, useHarness } from '../harness/start/harness.ts';
import { rounds } from '../harness/system/rounds.ts';
import type { Finished } from '../harness/system/run.ts';

const volume = 'claude-code-login';
const versions: readonly ClaudeVersion[] = [
  ...(['2.1.197', '2.1.329', '2.1.197', '2.1.329'] as const),
  rounds({ short: '2.1.329', long: newestClaude }),
];
const environment = {
  NODE_EXTRA_CA_CERTS: '/opt/tls/ca.pem',
  DISABLE_AUTOUPDATER: '1',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
};
const numbered = (length: number) => Array.from({ length }, (_, index) => index + 1);

/**
 * Containers of one user whose login has expired, all asked something at once. The endpoint takes each refresh token once, as the
 * real one does: who comes second with it is logged out. To start a client takes most of a round, so most rounds are of clients
 * that run: they find that their token is no more in effect, and go to the store, as in a window that stays open.
 */
describeDocker('renewing a login', () => {
  const projects = useProjects('all');
  const all: Project[] = [];
  const running: StreamedClient[] = [];
  let api: MockApi;
  let endpoint: TokenEndpoint;
  let hostLogin: string;
  let hostHash: string;

  const claude = `${claudeCodeFolder}/claude`;
  const inEach = (script: string, of: readonly Project[], ...words: string[]): Promise<Finished[]> =>
    Promise.all(
      of.map((project) =>
        execByEngine(project, ['sh', '-c', script, 'sh', ...words], { timeout: 280_000, env: environment }),
      ),
    );
  /** Writes a login; where `place` is none of the volume, each container has its own. */
  const put = (place: string, login: string, of: readonly Project[]) =>
    inEach(`umask 077; mkdir -p "${place}"; printf %s "$1" >"${place}/.credentials.json"`, of, login);
  const ask = `exec ${claude} -p hi --output-format json </dev/null`;
  const answers = (finished: readonly Finished[]) =>
    finished.map(({ stdout }) => /"result":\s*"([^"]*)"/.exec(stdout)?.[1] ?? stdout);
  const hashOfHost = () => createHash('sha256').update(readFileSync(hostLogin)).digest('hex');
  const refreshes = () => ({ taken: endpoint.taken, refused: endpoint.refused });
  const expectLoggedIn = async () => {
    const states = await inEach(`exec ${claude} auth status`, all);
    expect(states.map(({ stdout }) => JSON.parse(stdout).loggedIn)).toEqual(all.map(() => true));
    expect(hashOfHost()).toBe(hostHash);
  };

  beforeAll(async () => {
    await useDocker().tryRun(['volume', 'rm', '--force', volume]);
    api = await MockApi.start();
    const tls = join(useHarness().runDirectory, 'tls');
    mkdirSync(tls, { recursive: true });
    chmodSync(tls, 0o755);
    endpoint = await TokenEndpoint.start(tls, api);
    for (const [index, version] of versions.entries()) {
      const project = await projects.make({
        name: `refresh-${index}`,
        claude: version,
        features: { [`${useHarness().collection}/claude-login:1`]: {} },
        mounts: [`type=bind,source=${tls},target=/opt/tls,readonly`],
        ...(all[0] && { home: all[0].home }),
      });
      const text = readFileSync(project.config, 'utf8');
      writeHostFile(project.config, text.replace('["--network=host"]', JSON.stringify(endpoint.runArgs)));
      const container = await up(project);
      all.push(project);
      const { docker, host } = useHarness().engine;
      const words = ['-H', host, 'exec', '-i', ...execWords(container, environment), claude];
      running.push(new StreamedClient([docker, ...words], { folder: '/', env: {} }, []));
    }
    makeFolder(join(all[0]?.home ?? '', '.claude'));
    hostLogin = writeHostFile(join(all[0]?.home ?? '', '.claude/.credentials.json'), 'the host’s own', 0o600);
    hostHash = hashOfHost();
  });
  afterAll(async () => {
    await Promise.all(running.map((client) => client.end()));
    for (const project of all) await project.dispose();
    await useDocker().tryRun(['volume', 'rm', '--force', volume]);
    await endpoint?.stop();
    await api?.stop();
  });

  it('logs out all but one where each container has a copy of it', async () => {
    const two = all.slice(0, 2);
    await put('$HOME/copied', endpoint.expiredLogin(), two);
    const given = answers(await inEach(`export CLAUDE_SECURESTORAGE_CONFIG_DIR="$HOME/copied"; ${ask}`, two));
    expect(endpoint.taken).toBe(1);
    expect(endpoint.refused).toBeGreaterThan(0);
    expect(given.filter((text) => text === 'users=1 assistant=0')).toHaveLength(1);
  });

  it.each(numbered(rounds({ short: 1, long: 10 })))(
    'is done once for all containers that share it: clients that start, round %i',
    async () => {
      await put('$CLAUDE_SECURESTORAGE_CONFIG_DIR', endpoint.expiredLogin(), all.slice(0, 1));
      const finished = await inEach(ask, all);
      expect(answers(finished), JSON.stringify(finished)).toEqual(all.map(() => 'users=1 assistant=0'));
      expect(refreshes()).toEqual({ taken: 1, refused: 0 });
      await expectLoggedIn();
    },
  );

  it.each(numbered(rounds({ short: 6, long: 150 })))(
    'is done once for all containers that share it: clients that run, round %i',
    async (round) => {
      endpoint.expire();
      const date = 's/"expiresAt": *[0-9]*/"expiresAt":1/';
      await inEach('sed -i "$1" "$CLAUDE_SECURESTORAGE_CONFIG_DIR/.credentials.json"', all.slice(0, 1), date);
      const given = await Promise.all(running.map((client) => client.say('hi')));
      expect(given).toEqual(all.map(() => `users=${round} assistant=${round - 1}`));
      expect(refreshes()).toEqual({ taken: 1, refused: 0 });
      if (round % 25 === 1) await expectLoggedIn();
    },
  );
});
