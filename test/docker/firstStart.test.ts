import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { claudeEnvironment } from '../harness/claude/claude.ts';
import { answerAll } from '../harness/claude/firstQuestions.ts';
import { terminalInside, terminalOnHost } from '../harness/claude/terminal.ts';
import type { Tmux } from '../harness/claude/tmux.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { type UpResult, up } from '../harness/project/devcontainer.ts';
import { type Project, writeHostFile } from '../harness/project/project.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { claudeVersions } from '../harness/start/claudeCode.ts';
import { describeDocker } from '../harness/start/harness.ts';
import { rounds } from '../harness/system/rounds.ts';

/** What Claude Code asks at its first interactive start in an empty config directory. docs/command-line.md says the same. */
describeDocker.each(claudeVersions)('the first start of Claude Code %s', (version) => {
  const api = useMockApi();
  const projects = useProjects();
  let project: Project;

  /** Logged in by the environment: how one logs in is another matter, and needs the real service. */
  const environment = (login: 'token' | 'key') => {
    const { ANTHROPIC_API_KEY: secret = '', ...env } = claudeEnvironment(api);
    return { ...env, [login === 'token' ? 'ANTHROPIC_AUTH_TOKEN' : 'ANTHROPIC_API_KEY']: secret };
  };
  const questionsOf = async (tmux: Tmux) => {
    try {
      return await answerAll(tmux);
    } finally {
      await tmux.stop();
    }
  };
  const make = async () => {
    project = await projects.make({ claude: version });
    // The host's own first start, so that what it leaves is what Claude Code itself writes.
    const asked = await questionsOf(await terminalOnHost(project, version, environment('token')));
    expect(asked).toEqual(['theme', 'security', 'trust']);
  };
  const inside = async (container: UpResult, login: 'token' | 'key') =>
    questionsOf(await terminalInside(project, container, environment(login)));
  const isNewest = version === claudeVersions[0];

  const logins = [
    ['token', []],
    ['key', ['key']],
  ] as const;
  it.each(rounds({ short: logins.filter(([login]) => isNewest === (login === 'token')), long: logins }))(
    'asks nothing that was answered when shared, logged in by %s; a second time and after a rebuild nothing',
    async (login, expected) => {
      await make();
      const { stdout } = await claudeSessions(project, 'share');
      expect(stdout).not.toMatch(/trust\s+the\s+project|theme/);
      const container = await up(project);
      expect(await inside(container, login)).toEqual(expected);
      expect(await inside(container, login)).toEqual([]);
      expect(await inside(await up(project, { removeExisting: true }), login)).toEqual([]);
    },
  );

  /** What `share` announces, for the questions of a terminal. */
  const announced = (text: string) => {
    const words = / will\s+ask\s+you\s+to\s+([^.]*)\./.exec(text.replaceAll('.mcp.json', 'mcp'))?.[1] ?? '';
    const all = {
      theme: /theme/,
      security: /security\s+notes/,
      key: /API\s+key/,
      trust: /trust/,
      login: /log\s+in/,
      mcp: /MCP/,
    };
    return Object.entries(all).flatMap(([name, pattern]) => (pattern.test(words) ? [name] : []));
  };
  const servers = { mcpServers: { one: { command: 'true' } } };
  const setUps = [
    ['on a host that has answered everything', true, {}, []],
    ['with a key in the container', true, { containerEnv: { ANTHROPIC_API_KEY: 'sk-test' } }, ['key']],
    ['with a server that nobody decided on', true, { servers }, ['mcp']],
    ['on a host that does not trust the project', true, { distrust: true }, ['trust']],
    ['on a host that has answered nothing', false, {}, ['theme', 'security', 'trust']],
  ] as const;
  it.each(rounds({ short: isNewest ? setUps.slice(1) : [], long: setUps }))(
    'asks what share announced: %s',
    async (_, answered, more, expected) => {
      const {
        servers: ofProject,
        distrust,
        ...config
      } = {
        servers: undefined,
        distrust: false,
        containerEnv: {},
        ...more,
      };
      const token = environment('token');
      const { ANTHROPIC_AUTH_TOKEN = '', ...env } = token;
      // A login by the configuration is none that is asked for.
      const containerEnv = { ANTHROPIC_AUTH_TOKEN, ...config.containerEnv };
      project = await projects.make({ claude: version, more: { containerEnv } });
      if (answered) await questionsOf(await terminalOnHost(project, version, token));
      const claudeJson = join(project.home, '.claude.json');
      if (distrust) {
        const { projects: _, ...rest } = JSON.parse(readFileSync(claudeJson, 'utf8'));
        writeHostFile(claudeJson, JSON.stringify(rest, null, 2));
      }
      if (ofProject) writeHostFile(join(project.folder, '.mcp.json'), JSON.stringify(ofProject));
      const { stdout, stderr } = await claudeSessions(project, 'share');
      expect(announced(stdout + stderr)).toEqual(expected);
      const asked = await questionsOf(await terminalInside(project, await up(project), env));
      expect(asked).toEqual(expected);
    },
  );

  if (isNewest) {
    it('starts for root, whatever mode the host has', async () => {
      project = await projects.make({ claude: version, remoteUser: 'root' });
      await questionsOf(await terminalOnHost(project, version, environment('token')));
      const settings = { permissions: { defaultMode: 'bypassPermissions' }, theme: 'dark' };
      writeHostFile(join(project.home, '.claude/settings.json'), JSON.stringify(settings));
      await claudeSessions(project, 'share');
      expect(await inside(await up(project), 'token')).toEqual([]);
    });
  }

  if (rounds({ short: isNewest, long: true })) {
    it('asks everything once when isolated', async () => {
      await make();
      await claudeSessions(project, 'isolate');
      expect(await inside(await up(project), 'token')).toEqual(['theme', 'security', 'trust']);
      expect(await inside(await up(project, { removeExisting: true }), 'token')).toEqual([]);
    });
  }
});
