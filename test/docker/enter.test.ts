import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { askOnHost, claudeEnvironment } from '../harness/claude/claude.ts';
import { Tmux } from '../harness/claude/tmux.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { claudeSessions, cliCommand, tryClaudeSessions } from '../harness/project/cli.ts';
import { hostEnvironment } from '../harness/project/devcontainer.ts';
import { makeFolder, type Project, writeHostFile } from '../harness/project/project.ts';
import { hostProjectFolder, sessionsIn } from '../harness/project/transcripts.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker } from '../harness/start/harness.ts';

const version = '2.1.329';
const ask = ['--', '-p', 'hi', '--output-format', 'json'];
const bringsUp = 'Bringing the dev container up';

/** `continue` and `shell`: one command from wherever things stand to Claude Code, or a shell, in the container. */
describeDocker('continue and shell', () => {
  const api = useMockApi();
  const projects = useProjects('all');

  const make = (path: string) => {
    // A key would have to be approved on the terminal; a token is not asked about.
    const { ANTHROPIC_API_KEY: token, ...env } = claudeEnvironment(api);
    const remoteEnv = { ...env, ANTHROPIC_AUTH_TOKEN: token, PATH: path };
    return projects.make({ claude: version, more: { remoteEnv } });
  };
  const inside = (project: Project, command: string, args: readonly string[]) =>
    tryClaudeSessions(project, command, args, { folder: null });
  /** What Claude Code answered, and whether the container had to be brought up. */
  const goOn = async (project: Project, options: readonly string[] = []) => {
    const { code, stdout, stderr } = await inside(project, 'continue', [...options, ...ask]);
    expect(code, stderr).toBe(0);
    const { session_id, result } = JSON.parse(stdout.slice(stdout.indexOf('{')));
    return { sessionId: session_id, text: result, cameUp: stderr.includes(bringsUp) };
  };
  let project: Project;
  /** Begun on the host. */
  let resumed: string;
  /** Begun in the container, which was isolated then. */
  let own: string;

  it('continues the conversation of the host: with no container, a running one, a stopped one', async () => {
    project = await make('/opt/claude-code:${containerEnv:PATH}');
    const { sessionId } = await askOnHost(project, { version, api });
    await claudeSessions(project, 'share');
    const refused = await inside(project, 'continue', ask);
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toContain('--yes');
    const answer = (users: number, cameUp: boolean) => ({
      sessionId,
      text: `users=${users} assistant=${users - 1}`,
      cameUp,
    });
    expect(await goOn(project, ['--yes'])).toEqual(answer(2, true));
    expect(await goOn(project)).toEqual(answer(3, false));
    const id = await containerOf(project);
    await useDocker().run(['stop', '-t', '0', id]);
    expect(await goOn(project)).toEqual(answer(4, true));
    expect(await containerOf(project)).toBe(id);
    resumed = sessionId;
  });

  it('resumes that conversation there by its id, and one of a sub-folder where that is', async () => {
    const go = async (id: string, ...words: string[]) => {
      const { code, stdout, stderr } = await inside(project, 'resume', [id, '--container', ...words, ...ask]);
      expect(code, stderr).toBe(0);
      return JSON.parse(stdout.slice(stdout.indexOf('{')));
    };
    expect(await go(resumed)).toMatchObject({ session_id: resumed, result: 'users=5 assistant=4' });
    const below = '/workspaces/app/packages/web';
    const begin = ['sh', '-c', `mkdir -p ${below} && cd ${below} && exec claude "$@"`, 'sh', ...ask.slice(1)];
    const begun = await inside(project, 'shell', ['--', ...begin]);
    const { session_id: id } = JSON.parse(begun.stdout.slice(begun.stdout.indexOf('{')));
    expect(await go(id.slice(0, 13))).toMatchObject({ session_id: id, result: 'users=2 assistant=1' });
    const written = readFileSync(join(hostProjectFolder(project, project.folder), `${id}.jsonl`), 'utf8');
    const folders = written
      .trim()
      .split('\n')
      .flatMap((line) => JSON.parse(line).cwd ?? []);
    expect(new Set(folders)).toEqual(new Set([below]));
  });

  it('runs a command in the workspace folder, and hands on what comes of it', async () => {
    const { code, stdout } = await inside(project, 'shell', ['--', 'sh', '-c', 'pwd; id -un; exit 7']);
    expect([code, stdout]).toEqual([7, '/workspaces/app\nvscode\n']);
    const quoted = await inside(project, 'shell', ['.', '--', 'printf', '<%s>', 'a  $HOME', '-x', '--']);
    expect(quoted.stdout).toBe('<a  $HOME><-x><-->');
  });

  it('opens a shell and Claude Code on a terminal', async () => {
    const options = { env: hostEnvironment(project), cwd: project.folder };
    const shell = await Tmux.start(cliCommand('shell'), options);
    try {
      await shell.waitFor(/[$#] *$/m);
      await shell.type('echo "in $PWD, by $(basename "$0")"');
      await shell.keys('Enter');
      await shell.waitFor(/^in \/workspaces\/app, by (ba)?sh$/m);
      await shell.type('exit');
      await shell.keys('Enter');
    } finally {
      await shell.stop();
    }
    const claude = await Tmux.start(cliCommand('continue'), options);
    try {
      // In an empty config directory it has questions of its own first.
      await claude.waitFor(/text style|theme/i);
    } finally {
      await claude.stop();
    }
  });

  it('asks about what has changed, in a running container too', async () => {
    const text = readFileSync(project.config, 'utf8');
    writeHostFile(project.config, text.replace('"PATH":', '"STOLEN": "${localEnv:HOME}", "PATH":'));
    const { code, stdout, stderr } = await inside(project, 'shell', ['--', 'printenv', 'STOLEN']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('${localEnv:HOME}');
    writeHostFile(project.config, text);
  });

  it('goes into no container whose mounts are not as configured, and begins where there is nothing yet', async () => {
    await claudeSessions(project, 'isolate');
    const { code, stderr } = await inside(project, 'continue', ask);
    expect(code).toBe(1);
    expect(stderr).toContain('Add --recreate');
    expect(await goOn(project, ['--recreate', '--yes'])).toMatchObject({
      text: 'users=1 assistant=0',
      cameUp: true,
    });
    const begun = await goOn(project);
    expect(begun).toMatchObject({ text: 'users=2 assistant=1', cameUp: false });
    own = begun.sessionId;
  });

  it('resumes what the container alone has there, whether that runs or not, and never on the host', async () => {
    await useDocker().run(['stop', '-t', '0', await containerOf(project)]);
    const there = sessionsIn(hostProjectFolder(project, project.folder));
    const refused = await inside(project, 'resume', [own, '--host', ...ask]);
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toContain('lies in a dev container alone');
    for (const result of ['users=3 assistant=2', 'users=4 assistant=3']) {
      const { code, stdout, stderr } = await inside(project, 'resume', [own.slice(0, 13), ...ask]);
      expect(code, stderr).toBe(0);
      expect(JSON.parse(stdout.slice(stdout.indexOf('{')))).toMatchObject({ session_id: own, result });
    }
    expect(sessionsIn(hostProjectFolder(project, project.folder))).toEqual(there);
  });

  it('resumes what the host began in a sub-folder of a reviewed project in that folder, and it comes back', async () => {
    const web = makeFolder(join(project.folder, 'packages/web'));
    const { sessionId } = await askOnHost(project, { version, api, cwd: web });
    await claudeSessions(project, 'share', ['--review']);
    const words = [sessionId, '--container', '--recreate', '--yes', ...ask];
    const { code, stdout, stderr } = await inside(project, 'resume', words);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout.slice(stdout.indexOf('{')))).toMatchObject({
      session_id: sessionId,
      result: 'users=2 assistant=1',
    });
    const held = readFileSync(join(hostProjectFolder(project, web), `${sessionId}.jsonl`), 'utf8');
    expect(held.match(/users=\d assistant=\d/g)).toEqual(['users=1 assistant=0', 'users=2 assistant=1']);
  });

  it('says so where Claude Code is not installed', async () => {
    const bare = await make('/usr/local/bin:/usr/bin:/bin');
    await claudeSessions(bare, 'isolate', ['--no-install-claude']);
    const { code, stderr } = await inside(bare, 'continue', ['--yes', ...ask]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: Claude Code is not installed in the dev container/m);
  });

  const containerOf = async ({ folder }: Project) => {
    const filter = `label=devcontainer.local_folder=${folder}`;
    return (await useDocker().lines(['ps', '-aq', '--filter', filter])).join();
  };
});
