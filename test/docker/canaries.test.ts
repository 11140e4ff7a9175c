import { join } from 'node:path';
import { expect, it } from 'vitest';
import { askInside, askOnHost } from '../harness/claude/claude.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { type Canaries, findCanaries, plantCanaries } from '../harness/project/canaries.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { type UpResult, up } from '../harness/project/devcontainer.ts';
import { type Project, type ProjectOptions, writeHostFile } from '../harness/project/project.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker } from '../harness/start/harness.ts';

const version = '2.1.329';
const otherProject = '.claude/projects/-home-me-other';
const text = (canary: string) => `${canary}\n`;
const json = (make: (canary: string) => object) => (canary: string) => JSON.stringify(make(canary));

/** Everything on the host that no container may read, each with its own canary. */
const secret: Record<string, (canary: string) => string> = {
  '.claude/.credentials.json': json((c) => ({ claudeAiOauth: { accessToken: c } })),
  '.claude/.claude.json': json((c) => ({ oauthAccount: { emailAddress: c } })),
  '.claude.json': text,
  '.claude/backups/.claude.json.backup.1': json((c) => ({ primaryApiKey: c })),
  '.claude/sessions/4711.json': json((c) => ({ pid: 4711, cwd: c })),
  '.claude/sessions/4711.peer.key': text,
  '.claude/settings.json': json((c) => ({
    model: 'opus',
    apiKeyHelper: `echo ${c}`,
    awsCredentialExport: `print ${c}`,
    otelHeadersHelper: `print ${c}`,
    env: {
      ANTHROPIC_AUTH_TOKEN: `sk-ant-${c}`,
      MY_PASSWORD: c,
      DATABASE_URL: `postgres://me:${c}@db/app`,
      HEADER: `Bearer ${c}`,
      DB_PASS: c,
      NOTE: c,
      CONN: `Server=db;Pwd=${c}`,
    },
    permissions: { allow: ['Bash(git commit:*)', `Bash(PGPASSWORD=${c} psql:*)`, `Bash(curl -u me:${c} x)`] },
    hooks: { Stop: [{ hooks: [{ type: 'command', command: `API_TOKEN=${c} true` }] }] },
    statusLine: { type: 'command', command: `curl -u me:${c} x` },
    myTokens: ['a', c],
    pluginConfigs: { p: { options: { secret: { value: [c] } } } },
  })),
  '.claude/settings.local.json': json((c) => ({ env: { DATABASE_PASSWORD: c } })),
  '.claude/history.jsonl': json((c) => ({ display: c })),
  '.claude/file-history/a-session/f@v1': text,
  '.claude/shell-snapshots/snapshot-bash-1.sh': (c) => `export TOKEN=${c}\n`,
  '.claude/session-env/a-session/env': text,
  '.claude/ide/1.lock': json((c) => ({ authToken: c })),
  '.claude/plugins/installed_plugins.json': json((c) => ({ token: c })),
  '.claude/todos/a.json': text,
  '.claude/tasks/a-list/1.json': json((c) => ({ subject: c })),
  '.claude/daemon/state': text,
  '.claude/jobs/1/state.json': text,
  '.claude/image-cache/a-session/1.png': text,
  '.claude/paste-cache/1.txt': text,
  '.claude/plans/a.md': text,
  '.claude/debug/a.txt': text,
  '.claude/stats-cache.json': text,
  '.claude/mcp.json': text,
  '.claude/statsig/x': text,
  '.claude/unheard-of/x': text,
  '.ssh/id_ed25519': text,
  '.netrc': text,
  '.aws/credentials': text,
  '.claude-sessions/another-container/files/settings.json': text,
  [`${otherProject}/0e7e4f5c-0000-4000-8000-000000000000.jsonl`]: json((c) => ({ type: 'user', cwd: c })),
  [`${otherProject}/memory/MEMORY.md`]: text,
};

/** A CLAUDE.md that imports whatever of these has a name and a place of secrets. */
const importing = Object.keys(secret)
  .filter((path) => !/plugins|unheard-of/.test(path))
  .map((path) => `@~/${path}\n`)
  .join('');

/** Of the project's own entry only trust, a rule and a server may cross, without anything that has a canary in it. */
const claudeJson = (folder: string) =>
  json((c) => {
    const server = { type: 'stdio', command: 'true', args: [], env: {} };
    const entry = {
      hasTrustDialogAccepted: true,
      allowedTools: ['Bash(ls:*)', `Bash(PGPASSWORD=${c} psql:*)`],
      enabledMcpjsonServers: [`sk-${c}`],
      mcpServers: {
        plain: server,
        one: { ...server, env: { NOTE: c } },
        two: { type: 'http', url: `https://mcp.example.com/?k=${c}`, headers: { 'X-Team': c } },
        three: { ...server, args: ['--api-key', c] },
        four: { ...server, unknown: c },
      },
      ...Object.fromEntries(
        ['lastSessionId', 'history', 'exampleFiles', 'mcpContextUris'].map((name) => [name, c]),
      ),
    };
    return {
      oauthAccount: { emailAddress: c },
      primaryApiKey: c,
      customApiKeyResponses: { approved: [c], rejected: [c] },
      mcpServers: { [c]: server },
      userID: c,
      hasCompletedOnboarding: true,
      theme: 'dark',
      projects: { [folder]: entry, '/home/me/other': { ...entry, allowedTools: [c] } },
    };
  });

/** Nothing of the host's is readable inside but this project's transcripts, and those only when it is shared. */
describeDocker('canaries on the host', () => {
  const api = useMockApi();
  const projects = useProjects();
  let project: Project;
  let canaries: Canaries;
  const prompt = "this project's transcript";
  const environment = 'the environment';

  const make = async (more: ProjectOptions = {}) => {
    project = await projects.make({ claude: version, ...more });
    const own = { [prompt]: 'canary-in-a-prompt', [environment]: 'canary-in-the-environment' };
    await askOnHost(project, { version, api, prompt: own[prompt] ?? '' });
    writeHostFile(join(project.home, '.claude/CLAUDE.md'), importing);
    canaries = {
      ...plantCanaries(project.home, { ...secret, '.claude.json': claudeJson(project.folder) }),
      ...own,
    };
  };
  const start = () => up(project, { env: { SECRET_OF_THE_HOST: canaries[environment] ?? '' } });
  const find = ({ containerId }: UpResult) => findCanaries(useDocker(), containerId, canaries);

  it('are all found in a home that is mounted: the search can see', async () => {
    await make({ mounts: ['type=bind,source=${localEnv:HOME},target=/mnt/home'] });
    expect(await find(await start())).toEqual([prompt, ...Object.keys(secret)].sort());
  });

  it('are found below a ~/.claude that is mounted whole: the fault', async () => {
    await make({ mounts: ['type=bind,source=${localEnv:HOME}/.claude,target=/home/vscode/.claude'] });
    const below = Object.keys(secret).filter((path) => path.startsWith('.claude/'));
    expect(await find(await start())).toEqual([prompt, ...below].sort());
  });

  it('cannot be read in an isolated container', async () => {
    await make();
    await claudeSessions(project, 'isolate');
    const container = await start();
    await askInside(project, { version, api });
    expect(await find(container)).toEqual([]);
  });

  it("cannot be read in a shared container, but for this project's transcript", async () => {
    await make();
    await claudeSessions(project, 'share');
    const container = await start();
    expect(await askInside(project, { version, api, args: ['--continue'] })).toMatchObject({
      text: 'users=2 assistant=1',
    });
    expect(await find(container)).toEqual([prompt]);
    const { stdout } = await useDocker().sh(container.containerId, 'cat /mnt/claude-host/files/project.json');
    expect(JSON.parse(stdout)).toEqual({
      hasTrustDialogAccepted: true,
      allowedTools: ['Bash(ls:*)'],
      mcpServers: { plain: { type: 'stdio', command: 'true', args: [], env: {} } },
    });
  });
});
