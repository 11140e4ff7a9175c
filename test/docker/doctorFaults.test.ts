import { lstatSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { askOnHost, claudeEnvironment } from '../harness/claude/claude.ts';
import { answerAll } from '../harness/claude/firstQuestions.ts';
import { MockApi } from '../harness/claude/mockApi.ts';
import { terminalInside, terminalOnHost } from '../harness/claude/terminal.ts';
import { claudeSessions, tryClaudeSessions } from '../harness/project/cli.ts';
import { type UpResult, up } from '../harness/project/devcontainer.ts';
import { codesOf, doctor, onPath } from '../harness/project/doctor.ts';
import { makeFolder, type Project, writeHostFile } from '../harness/project/project.ts';
import { hostProjectFolder } from '../harness/project/transcripts.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker } from '../harness/start/harness.ts';
import { until } from '../harness/system/processes.ts';

/** Faults made for real, in and around one shared container: each is found, and gone after its fix. */
describeDocker('doctor finds, and --fix mends', () => {
  const projects = useProjects('all');
  let project: Project;
  let container: UpResult;

  beforeAll(async () => {
    project = await projects.make(onPath());
    await claudeSessions(project, 'share');
    container = await up(project);
    expect(codesOf(await doctor(project))).toEqual([]);
  });

  const inside = async (script: string, user = 'vscode') => {
    const { code, stderr } = await useDocker().sh(container.containerId, script, user);
    expect(code, stderr).toBe(0);
  };
  const link = '/var/lib/claude/projects/-workspaces-app';
  const prepared = () => {
    const [id = ''] = readdirSync(join(project.home, '.claude-sessions'));
    return join(project.home, '.claude-sessions', id);
  };

  interface Fault {
    make: () => Promise<unknown>;
    codes: string[];
    /** What the words say to do first, where `--fix` cannot do it all. */
    words?: () => Promise<unknown>;
  }

  const faults: Record<string, Fault> = {
    'a bridge that was removed': { make: () => inside(`rm ${link}`), codes: ['sessions-not-linked'] },
    'a bridge that leads nowhere': {
      make: () => inside(`ln -sfn /nowhere ${link}`),
      codes: ['sessions-not-linked'],
      // It is not ours: only its maker takes it away.
      words: () => inside(`rm ${link}`),
    },
    'a bridge to another project': {
      make: () => inside(`mkdir -p /tmp/other && ln -sfn /tmp/other ${link}`),
      codes: ['link-blocked'],
      words: () => inside(`rm ${link}`),
    },
    "a config directory that is another user's": {
      make: () => inside('cd -P /var/lib/claude && chown -R 0:0 . && chmod 755 .', 'root'),
      codes: ['config-dir-not-owned', 'config-dir-not-writable'],
    },
    'a transcript that a root of the container wrote': {
      make: () =>
        inside(
          'mkdir -p /mnt/claude-host/project/x && cd /mnt/claude-host/project && touch r.jsonl x/s.jsonl',
          'root',
        ),
      codes: ['transcripts-not-owned', 'root-owned-transcripts'],
    },
    'a shorter time of keeping inside': {
      make: () =>
        inside(
          `cd /var/lib/claude && rm -f settings.json && echo '{"cleanupPeriodDays": 5}' > settings.json`,
        ),
      codes: ['cleanup-shorter-inside'],
      words: () => inside('rm /var/lib/claude/settings.json'),
    },
    'a hook whose program is not inside': {
      make: async () => {
        const hook = { hooks: [{ type: 'command', command: 'notify-me "done"' }] };
        const settings = { hooks: { Stop: [hook] }, statusLine: { type: 'command', command: 'sh -c true' } };
        writeHostFile(join(project.home, '.claude/settings.json'), JSON.stringify(settings));
        await claudeSessions(project, 'prepare');
      },
      codes: ['settings-command-missing'],
      words: () => inside('ln -s /bin/true /usr/local/bin/notify-me', 'root'),
    },
    'a host that is not prepared': {
      make: async () => rmSync(join(prepared(), 'project')),
      codes: ['host-not-prepared'],
    },
    'a prepared link to another project': {
      make: async () => {
        const other = makeFolder(join(project.home, '.claude/projects/-other/memory'));
        rmSync(join(prepared(), 'project'));
        symlinkSync(join(other, '..'), join(prepared(), 'project'));
      },
      codes: ['prepared-link-elsewhere'],
      words: async () => rmSync(join(prepared(), 'project')),
    },
  };

  it.each(Object.entries(faults))('%s', async (_, { make, codes, words }) => {
    await make();
    const found = await doctor(project);
    expect(codesOf(found)).toEqual(expect.arrayContaining(codes));
    await words?.();
    const fixed = await doctor(project, ['--fix']);
    expect(codesOf(fixed), JSON.stringify(fixed.attempts)).toEqual([]);
    expect(fixed.attempts.filter(({ result }) => result !== 'done')).toEqual([]);
  });

  it('and what root wrote is the host user’s again', () => {
    const folder = hostProjectFolder(project, project.folder);
    for (const name of ['r.jsonl', 'x', 'x/s.jsonl']) {
      expect(lstatSync(join(folder, name)).uid).toBe(lstatSync(folder).uid);
    }
  });

  it('an engine that does not answer: the container is unknown, not missing', async () => {
    const env = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };
    const report = await doctor(project, [], { env });
    expect(codesOf(report)).toEqual(['engine-unreachable']);
    expect(report).toMatchObject({ engine: { reachable: false }, container: null });
    const unknown = report.checks.filter(({ state }) => state === 'unknown').map(({ code }) => code);
    expect(unknown).toEqual(
      expect.arrayContaining(['container-drift', 'sessions-not-linked', 'session-open-twice']),
    );
    expect((await tryClaudeSessions(project, 'status', [], { env })).code).toBe(0);
  });

  it('a container that is stopped: what is inside is unknown', async () => {
    await useDocker().run(['stop', '-t', '0', container.containerId]);
    const report = await doctor(project);
    expect(codesOf(report)).toEqual([]);
    expect(report.checks.find(({ code }) => code === 'sessions-not-linked')).toMatchObject({
      state: 'unknown',
      why: 'the container is not running',
    });
    await useDocker().run(['start', container.containerId]);
  });

  it('one conversation that the real client has open on both sides', async () => {
    const api = await MockApi.start();
    const version = '2.1.329';
    const { ANTHROPIC_API_KEY: token = '', ...rest } = claudeEnvironment(api);
    const env = { ...rest, ANTHROPIC_AUTH_TOKEN: token };
    const { sessionId } = await askOnHost(project, { version, api });
    const terminals = [];
    try {
      for (const start of [
        () => terminalOnHost(project, version, env, ['--resume', sessionId]),
        () => terminalInside(project, container, env, ['--resume', sessionId]),
      ]) {
        const terminal = await start();
        terminals.push(terminal);
        await answerAll(terminal);
      }
      let found = await doctor(project);
      await until(async () => {
        found = await doctor(project);
        return codesOf(found).length > 0;
      }, 60_000);
      expect(codesOf(found)).toEqual(['session-open-twice']);
      expect(found.findings.find(({ code }) => code === 'session-open-twice')?.evidence).toEqual([sessionId]);
    } finally {
      for (const terminal of terminals) await terminal.stop();
      await api.stop();
    }
    expect(await until(async () => codesOf(await doctor(project)).length === 0, 60_000)).toBe(true);
  });
});
