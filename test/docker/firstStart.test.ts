import { expect, it } from 'vitest';
import { claudeEnvironment } from '../harness/claude/claude.ts';
import { answerAll } from '../harness/claude/firstQuestions.ts';
import { terminalInside, terminalOnHost } from '../harness/claude/terminal.ts';
import type { Tmux } from '../harness/claude/tmux.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { type UpResult, up } from '../harness/project/devcontainer.ts';
import type { Project } from '../harness/project/project.ts';
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

  if (rounds({ short: isNewest, long: true })) {
    it('asks everything once when isolated', async () => {
      await make();
      await claudeSessions(project, 'isolate');
      expect(await inside(await up(project), 'token')).toEqual(['theme', 'security', 'trust']);
      expect(await inside(await up(project, { removeExisting: true }), 'token')).toEqual([]);
    });
  }
});
