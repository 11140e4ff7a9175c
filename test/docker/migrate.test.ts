import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { askInside, askOnHost } from '../harness/claude/claude.ts';
import { claudeEnvironment } from '../harness/claude/claudeEnvironment.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { testLabel } from '../harness/engine/cleanEngine.ts';
import { claudeSessions, tryClaudeSessions } from '../harness/project/cli.ts';
import { execByEngine, up } from '../harness/project/devcontainer.ts';
import { type Project, type ProjectOptions, writeHostFile } from '../harness/project/project.ts';
import { hashTree } from '../harness/project/transcripts.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { claudeVersions } from '../harness/start/claudeCode.ts';
import { describeDocker, useDocker, useHarness } from '../harness/start/harness.ts';
import { rounds } from '../harness/system/rounds.ts';
import { everythingIn, inVolume, newVolume } from './support/volumes.ts';

/** Of the image. */
const node = 1000;
const login = '{"claudeAiOauth":{"accessToken":"a dummy"}}';

describeDocker('Claude’s state is migrated from another layout', () => {
  const version = claudeVersions[0];
  const api = useMockApi();
  const projects = useProjects();

  const goOn = () => ({ version, api, args: ['--continue'] });
  const inside = async (project: Project, script: string) =>
    (await execByEngine(project, ['sh', '-c', script])).stdout.trim();
  const stop = (id: string) => useDocker().run(['rm', '--force', id]);
  const newOne = async () => {
    const volume = newVolume();
    await useDocker().run(['volume', 'create', '--label', testLabel, volume]);
    return volume;
  };

  /** A project in which somebody has talked with Claude Code, and then its container is gone. */
  async function talkedIn(options: ProjectOptions): Promise<{ project: Project; sessionId: string }> {
    const project = await projects.make({ image: 'node', claude: version, ...options });
    const { containerId } = await up(project);
    const { sessionId } = await askInside(project, { version, api });
    await inside(
      project,
      `umask 077; printf '%s' '${login}' >"\${CLAUDE_CONFIG_DIR:-$HOME/.claude}/.credentials.json"`,
    );
    await stop(containerId);
    return { project, sessionId };
  }

  /** Migrates, twice, and then goes on inside with all that was said; what it was migrated from is as it was. */
  async function migrated(
    project: Project,
    sessionId: string,
    look: () => Promise<unknown>,
    args: readonly string[] = [],
  ): Promise<string> {
    const before = await look();
    const dry = await claudeSessions(project, 'migrate', ['--dry-run', ...args]);
    await claudeSessions(project, 'migrate', ['--yes', ...args]);
    expect(await look()).toEqual(before);
    const again = await claudeSessions(project, 'migrate', ['--yes', ...args]);
    expect(again.stdout).toContain('nothing changed');
    await up(project, { removeExisting: true });
    expect(await askInside(project, goOn())).toEqual({ sessionId, text: 'users=2 assistant=1' });
    expect(await look()).toEqual(before);
    return dry.stdout;
  }

  it('the mounts of the official dev container, with a volume of another name', async () => {
    const volume = await newOne();
    const { project, sessionId } = await talkedIn({
      mounts: [`source=${volume},target=/home/node/.claude,type=volume`],
      more: {
        containerEnv: { CLAUDE_CONFIG_DIR: '/home/node/.claude' },
        workspaceMount: 'source=${localWorkspaceFolder},target=/workspace,type=bind,consistency=delegated',
        workspaceFolder: '/workspace',
      },
    });
    await claudeSessions(project, 'isolate', ['--no-take-over']);
    const asked = await tryClaudeSessions(project, 'migrate');
    expect(asked).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('run the same command with --yes'),
    });
    const shown = await migrated(project, sessionId, () => everythingIn(volume));
    expect(shown).toContain(
      `From the volume ${volume} (at /home/node/.claude): Claude's config directory; a login, 1 conv`,
    );
    expect(await inside(project, 'cat "$CLAUDE_CONFIG_DIR/.credentials.json"')).toBe(login);
  });

  it('the volume of another Feature, at /dc/claude', async () => {
    const project = await projects.make({
      image: 'node',
      claude: version,
      features: { './peer': {} },
    });
    const feature = {
      id: 'peer',
      version: '1.0.0',
      name: 'Keeps Claude Code’s state',
      containerEnv: { CLAUDE_CONFIG_DIR: '/dc/claude' },
      mounts: [{ type: 'volume', source: 'claude-code-persistence-${devcontainerId}', target: '/dc/claude' }],
    };
    const place = join(project.folder, '.devcontainer/peer');
    writeHostFile(join(place, 'devcontainer-feature.json'), JSON.stringify(feature));
    writeHostFile(
      join(place, 'install.sh'),
      '#!/bin/sh\nmkdir -p /dc/claude && chown node:node /dc/claude\n',
      0o755,
    );
    const { containerId } = await up(project);
    const filter = ['--filter', 'name=claude-code-persistence'];
    const [volume = ''] = await useDocker().lines(['volume', 'ls', '-q', ...filter]);
    // As such Features do with sudo, where the user's number was changed.
    await inVolume(volume, `chown ${useHarness().user.uid} .`, '', 0);
    const { sessionId } = await askInside(project, { version, api });
    await stop(containerId);
    edit(project, /"\.\/peer": \{\}/);
    await claudeSessions(project, 'isolate');
    const shown = await migrated(project, sessionId, () => everythingIn(volume));
    expect(shown).toContain(`From the volume ${volume}: Claude's config directory; no login, 1 conversation`);
  });

  it.each(rounds({ short: ['share'], long: ['share', 'isolate'] }))(
    '%s: a bind of the host’s own ~/.claude',
    async (mode) => {
      const project = await projects.make({
        image: 'node',
        claude: version,
        mounts: ['source=${localEnv:HOME}/.claude,target=/home/node/.claude,type=bind'],
      });
      await askOnHost(project, { version, api, prompt: 'of another project', cwd: project.home });
      writeHostFile(join(project.home, '.claude/.credentials.json'), 'the login of the host', 0o600);
      const { containerId } = await up(project);
      const { sessionId } = await askInside(project, { version, api });
      const running = await tryClaudeSessions(project, 'migrate', ['--yes']);
      expect(running).toMatchObject({ code: 1, stderr: expect.stringContaining('Stop it with') });
      await stop(containerId);
      await claudeSessions(project, mode);
      // In a shared container Claude Code goes on with the host's own conversations of this project, of which these become some.
      const host = () => Promise.resolve(hashTree(join(project.home, '.claude/projects/-workspaces-app')));
      const shown = await migrated(project, sessionId, host);
      expect(shown).toContain(
        'conversations that the container filed among your own; no login, 1 conversation',
      );
      expect(shown).toContain('your login, since its refresh token works once');
      expect(await inside(project, 'ls -A "$CLAUDE_CONFIG_DIR"')).not.toContain('.credentials.json');
      if (mode !== 'share') return;
      expect((await askOnHost(project, goOn())).text).toBe('users=3 assistant=2');
      // Also by its id, though it is there twice now.
      const byId = { version, api, args: ['--resume', sessionId] };
      expect((await askOnHost(project, byId)).text).toBe('users=4 assistant=3');
    },
  );

  it('a whole home: its .claude and answers to the config volume, the rest to that of the home', async () => {
    const volume = await newOne();
    const { project, sessionId } = await talkedIn({
      mounts: [`source=${volume},target=/home/node,type=volume`],
    });
    await inVolume(
      volume,
      'echo ls >.bash_history; mkdir -p .vscode-server/x .config/tool && echo a >.config/tool/token',
    );
    await claudeSessions(project, 'isolate', ['--no-take-over']);
    // As who turns to a volume of ours for the home does.
    edit(project, /"source=[^"]*target=\/home\/node,type=volume"/);
    const { devcontainerId } = JSON.parse((await claudeSessions(project, 'status', ['--json'])).stdout);
    const home = `claude-user-home-${devcontainerId}`;
    const without = await claudeSessions(project, 'migrate', ['--dry-run']);
    expect(without.stdout).toContain('the dev container keeps no home');
    await useDocker().run(['volume', 'create', '--label', testLabel, home]);
    const shown = await migrated(project, sessionId, () => everythingIn(volume));
    expect(shown).toContain(`into the volume ${home}`);
    const there = Object.keys(await everythingIn(home));
    expect(there).toEqual(expect.arrayContaining(['./.bash_history', './.config/tool/token']));
    expect(there.filter((path) => /^\.\/\.(claude|vscode-server)/.test(path))).toEqual([]);
    expect(
      await inside(project, 'cat "$CLAUDE_CONFIG_DIR/.credentials.json"; ls -A "$CLAUDE_CONFIG_DIR"'),
    ).toContain('.claude.json');
    await useDocker().run(['volume', 'rm', home]);
  });

  it('a flat layout of no dev container, into a volume that is a home', async () => {
    const [flat, home] = [await newOne(), await newOne()];
    const [sessionId] = await talk(flat, '/home/node/.claude');
    await inVolume(
      flat,
      `umask 077; echo a >auth.db; mkdir ssh; echo key >ssh/id; echo T=1 >.env; echo {} >project-config.json; printf '%s' '${login}' >.credentials.json`,
      '',
      node,
    );
    const before = await everythingIn(flat);
    const project = await projects.make({ image: 'node' });
    const words = ['--from', flat, '--to', home, '--layout', 'home', '--image', useHarness().images.node];
    const run = (...more: string[]) =>
      claudeSessions(project, 'migrate', [...words, ...more], { folder: null });
    expect((await run('--dry-run')).stdout).toContain(`all of it into .claude in the volume ${home}`);
    expect(await everythingIn(home)).toEqual({});
    const report = JSON.parse((await run('--yes', '--json')).stdout);
    expect(report).toMatchObject({
      folder: null,
      sources: [{ layout: 'flat', login: true, conversations: 1, migrated: true }],
    });
    expect((await run('--yes')).stdout).toContain('nothing changed');
    expect(await everythingIn(flat)).toEqual(before);
    const after = await everythingIn(home);
    for (const name of ['auth.db', 'ssh/id', '.env', 'project-config.json', '.credentials.json'])
      expect(after[`./.claude/${name}`]).toEqual(before[`./${name}`]);
    expect(await talk(home, '/home/node', '--continue')).toEqual([sessionId, 'users=2 assistant=1']);
  });

  /** Takes something out of devcontainer.json. */
  function edit(project: Project, what: RegExp): void {
    writeHostFile(project.config, readFileSync(project.config, 'utf8').replace(what, ''));
  }

  /** Talks with Claude Code in a plain container with a volume. */
  async function talk(volume: string, target: string, ...args: string[]): Promise<[string, string]> {
    const { images, claude } = useHarness();
    const env = Object.entries(claudeEnvironment(api)).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    const stdout = await useDocker().run([
      ...['run', '--rm', '--network', 'host', '-e', 'HOME=/home/node', ...env],
      ...['-v', `${volume}:${target}`, '-v', `${claude[version]}:/opt/claude-code:ro`, '-w', '/workspace'],
      ...[images.node, '/opt/claude-code/claude', '-p', 'hi', '--output-format', 'json', ...args],
    ]);
    const { session_id: sessionId, result } = JSON.parse(stdout);
    return [sessionId, result];
  }
});
