import { afterAll, beforeAll, expect, it } from 'vitest';
import { claudeSessions, tryClaudeSessions } from '../harness/project/cli.ts';
import { execByEngine, type UpResult, up } from '../harness/project/devcontainer.ts';
import { claudeOnPath, doctor, onPath, severe } from '../harness/project/doctor.ts';
import type { Project } from '../harness/project/project.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker, useHarness } from '../harness/start/harness.ts';

const volume = 'claude-code-login';
const secret = 'CANARY-0f1e2d3c4b5a69788796';
const login = JSON.stringify({
  claudeAiOauth: {
    accessToken: `sk-ant-oat01-${secret}`,
    refreshToken: `sk-ant-ort01-${secret}`,
    expiresAt: 4_102_444_800_000,
    scopes: ['user:inference', 'user:profile'],
    subscriptionType: 'max',
  },
});

describeDocker('doctor on the shared login', () => {
  const projects = useProjects('all');
  let project: Project;
  let container: UpResult;

  const features = () =>
    Object.fromEntries(
      ['claude-persist', 'claude-login'].map((id) => [`${useHarness().collection}/${id}:1`, {}]),
    );
  const sh = async (script: string, ...words: string[]) =>
    (await execByEngine(project, ['sh', '-c', script, 'sh', ...words])).stdout.trim();
  /** What is found, by the codes inside, and who is logged in; no secret is in any form of it. */
  const looked = async (of = project) => {
    const report = await doctor(of);
    const { stdout, stderr } = await tryClaudeSessions(of, 'doctor', ['--verbose']);
    const text = stdout + stderr;
    expect(JSON.stringify(report) + text).not.toContain('CANARY');
    const codes = severe(report).map(
      ({ code, evidence }) => evidence[0]?.match(/^login-[a-z-]+/)?.[0] ?? code,
    );
    return { codes: codes.sort(), login: report.login, text };
  };

  beforeAll(async () => {
    await useDocker().tryRun(['volume', 'rm', '--force', volume]);
    project = await projects.make(onPath({ features: features() }));
    container = await up(project);
  });
  afterAll(async () => {
    await project?.dispose();
    await useDocker().tryRun(['volume', 'rm', '--force', volume]);
  });

  it('says that nobody is logged in, then that someone is, and finds nothing wrong', async () => {
    expect(await looked()).toMatchObject({ codes: [], login: { kind: 'shared', loggedIn: false } });
    await sh('umask 077; printf %s "$1" > "$CLAUDE_SECURESTORAGE_CONFIG_DIR/.credentials.json"', login);
    const { text, ...rest } = await looked();
    expect(rest).toEqual({ codes: [], login: { kind: 'shared', loggedIn: true } });
    expect(text).toContain('Claude Code inside: logged in (shared login).');
    expect((await claudeSessions(project, 'status')).stdout).toMatch(
      /^Login +shared by the volume claude-code-login$/m,
    );
  });

  it('names each thing that is in its way, in one container', async () => {
    const remoteEnv = {
      ...claudeOnPath.remoteEnv,
      CLAUDE_SECURESTORAGE_CONFIG_DIR: '/nowhere',
      CLAUDE_CODE_OAUTH_TOKEN: `\${localEnv:NOT_SET_HERE:${secret}}`,
    };
    const other = await projects.make({
      ...onPath({ features: features(), claude: '2.1.197', name: 'other' }),
      more: {
        remoteEnv,
        containerEnv: { ANTHROPIC_API_KEY: `\${localEnv:NOT_SET_HERE:${secret}}` },
        updateRemoteUserUID: false,
      },
    });
    await up(other);
    expect(await looked(other)).toMatchObject({
      codes: ['login-not-in-effect', 'login-not-owned', 'login-outranked', 'login-token-beside'],
      login: { kind: 'key', loggedIn: true },
    });
    await other.dispose();
  });

  it('names a Claude Code that is too old, and gives it no prompt', async () => {
    const program = '/usr/local/bin/claude';
    const answers = `#!/bin/sh\necho "$*" >>/tmp/asked\necho "2.1.136 (Claude Code)"\n`;
    const write = `printf %s '${answers}' >${program} && chmod 755 ${program} && : >/tmp/asked && chmod 666 /tmp/asked`;
    expect((await useDocker().sh(container.containerId, write)).code).toBe(0);
    expect(await looked()).toMatchObject({ codes: ['login-client-old'], login: { kind: 'none' } });
    expect(new Set((await sh('cat /tmp/asked')).split('\n'))).toEqual(new Set(['--version']));
  });

  it('of a container from before the Feature says nothing of it', async () => {
    const before = await projects.make(onPath({ name: 'before' }));
    await claudeSessions(before, 'isolate');
    await up(before);
    expect(await looked(before)).toMatchObject({ codes: [], login: { kind: 'none', loggedIn: false } });
    await before.dispose();
  });
});
