import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ContainerSource } from '../../cli/src/conversations/containers/ContainerSource.ts';
import { openInside } from '../../cli/src/conversations/containers/openInside.ts';
import { askInside, askOnHost, claudeEnvironment } from '../harness/claude/claude.ts';
import { answerQuestionsInside } from '../harness/claude/onboarding.ts';
import { terminalInside } from '../harness/claude/terminal.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { claudeSessions, tryClaudeSessions } from '../harness/project/cli.ts';
import { execByEngine, type UpResult, up } from '../harness/project/devcontainer.ts';
import type { Project } from '../harness/project/project.ts';
import { ownFiles } from '../harness/project/projectFiles.ts';
import { hashTree, hostProjectFolder, sessionsIn } from '../harness/project/transcripts.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { claudeVersions } from '../harness/start/claudeCode.ts';
import { describeDocker, useDocker } from '../harness/start/harness.ts';
import { until } from '../harness/system/processes.ts';
import { rounds } from '../harness/system/rounds.ts';
import { conversationsInside, sourcesOf } from './support/conversationsInside.ts';
import { inVolume } from './support/volumes.ts';

const versions = rounds({ short: claudeVersions.slice(0, 1), long: claudeVersions });

/** Shared, isolated, shared again, removed: nothing is lost, and in isolation nothing crosses. */
describeDocker.each(versions)('isolate and back with Claude Code %s', (version) => {
  const api = useMockApi();
  const projects = useProjects();
  let project: Project;

  const goOn = () => ({ version, api, args: ['--continue'] });
  const rebuild = () => up(project, { removeExisting: true });
  const inside = async (script: string) => (await execByEngine(project, ['sh', '-c', script])).stdout.trim();

  const listed = async (id: string, ...args: string[]) => {
    const { stdout } = await claudeSessions(project, 'list', ['--json', ...args]);
    const found = JSON.parse(stdout).conversations.filter((each: { id: string }) => each.id === id);
    expect(found).toHaveLength(1);
    return found[0];
  };

  /** What can be done here with a conversation that a container alone has. */
  const expectUsed = async (id: string, name: string) => {
    const run = (command: string, ...args: string[]) =>
      tryClaudeSessions(project, command, args, { folder: null });
    expect((await run('show', id)).stdout).toContain('begun in isolation');
    const found = async (...args: string[]) =>
      JSON.parse((await run('search', 'begun in isolation', '--json', ...args)).stdout).conversations;
    expect(await found('--containers')).toMatchObject([{ id, place: { kind: 'container' } }]);
    expect(await found()).toEqual([]);
    const refused = await run('branch', id);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`lies in the volume of ${name}`);
    expect(refused.stderr).toContain(`claude-sessions resume ${id}`);
  };

  /** The one conversation in the volume, in a container that runs, is stopped and is gone; and what is none of it. */
  const expectListed = async (container: string, id: string, hash = '') => {
    const projectFolder = '"$CLAUDE_CONFIG_DIR/projects/-workspaces-app"';
    const evil = `${id.slice(0, -12)}aaaaaaaaaaa`;
    await inside(`cd ${projectFolder} && mkdir -p ${id}/subagents && echo agent >${id}/subagents/agent-1.jsonl &&
      ln -s /etc ${id}/etc && ln -s /etc/passwd ${evil}1.jsonl && mkfifo ${evil}2.jsonl ${id}/fifo &&
      mkdir ${evil}3.jsonl && : >"${evil}4\n.jsonl" && ln -s /etc ../-etc && ln -s . ../-again && : >../${evil}5.jsonl`);
    const files = ['subagents', 'subagents/agent-1.jsonl'];
    const read = { slug: '-workspaces-app', hash, hasEnds: true, files };
    const say = async (format: string) =>
      (await useDocker().run(['inspect', '--format', format, container])).trim();
    const startedAt = () => say('{{.State.StartedAt}} {{.State.Running}}');
    const name = await say('{{slice .Name 1}}');
    const expectRead = async (place: object) => {
      const [source, ...others] = await sourcesOf(project);
      expect(others).toEqual([]);
      expect(source?.place).toEqual({
        kind: 'container',
        volume: expect.stringMatching(/^claude-code-config-/),
        ...place,
      });
      expect(source?.project).toBe(project.folder);
      expect(await conversationsInside(source as ContainerSource)).toEqual({ [id]: read });
      const expected = { place: { kind: 'container', ...place }, project: project.folder, headless: true };
      expect(await listed(id, '--all')).toMatchObject(expected);
      return source?.place.volume ?? '';
    };
    await expectRead({ container: name, running: true });
    await expectUsed(id, name);
    await useDocker().run(['stop', '--time', '0', container]);
    const before = await startedAt();
    await expectRead({ container: name, running: false });
    expect(await startedAt()).toBe(before);
    await useDocker().run(['rm', container]);
    const volume = await expectRead({ running: false });
    expect((await claudeSessions(project, 'show', [id], { folder: null })).stdout).toContain(
      'begun in isolation',
    );
    const evils = `projects/-etc projects/-again projects/*/${evil}* projects/*/${id}`;
    await inVolume(volume, `rm -rf ${evils} projects/${evil}*`);
    const left = await useDocker().run(['ps', '--all', '--format', '{{.Names}}']);
    expect(left).not.toContain('claude-sessions-');
  };

  /** A client that has a conversation open would not see what is merged into it. */
  const expectNotMerged = async (id: string) => {
    const args = ['--resume', id, '--fork-session'];
    const fork = await askOnHost(project, { version, api, prompt: 'words of the branch', args });
    const folder = hostProjectFolder(project, project.folder);
    const before = hashTree(folder);
    const merge = [fork.sessionId, '--into', id];
    const { stderr } = await tryClaudeSessions(project, 'merge', merge, { folder: null });
    expect(stderr).toContain(`has the conversation ${id} open in the container`);
    expect(hashTree(folder)).toEqual(before);
    rmSync(join(folder, `${fork.sessionId}.jsonl`));
  };

  /** The host's own are behind a link in the volume, and not listed; which of them is open inside is known all the same. */
  const expectOpen = async (container: UpResult, id: string) => {
    const open = async () => {
      const sources = await sourcesOf(project);
      expect(sources.map(({ place }) => place.running)).toEqual([true]);
      expect(await Promise.all(sources.map((each) => each.entries()))).toEqual([[]]);
      return openInside(sources);
    };
    expect(await open()).toEqual(new Set());
    const { containerId, remoteUser, remoteWorkspaceFolder } = container;
    await answerQuestionsInside(useDocker(), containerId, remoteUser, remoteWorkspaceFolder);
    const terminal = await terminalInside(project, container, claudeEnvironment(api), ['--resume', id]);
    try {
      expect(await until(async () => (await open()).has(id), 60_000)).toBe(true);
      expect(await listed(id)).toMatchObject({ place: { kind: 'host' }, openIn: 'container' });
      await expectNotMerged(id);
    } finally {
      await terminal.stop();
    }
    // One that is killed leaves word of it.
    await inside(
      'for each in "$CLAUDE_CONFIG_DIR"/sessions/*.json; do kill -9 "$(basename "$each" .json)"; done',
    );
    expect(await until(async () => !(await open()).has(id), 60_000)).toBe(true);
  };

  it('keeps every conversation and login through share, isolate, share and remove', async () => {
    project = await projects.make({ claude: version });
    const files = ownFiles(project);
    const hostFolder = hostProjectFolder(project, project.folder);
    const shared = await askOnHost(project, { version, api, prompt: 'begun on the host' });

    await claudeSessions(project, 'share');
    await up(project);
    expect(await askInside(project, goOn())).toEqual({
      sessionId: shared.sessionId,
      text: 'users=2 assistant=1',
    });
    await inside('umask 077; echo own > "$CLAUDE_CONFIG_DIR/.credentials.json"');
    const onHost = hashTree(hostFolder);

    await claudeSessions(project, 'isolate');
    await rebuild();
    const isolated = await askInside(project, {
      version,
      api,
      prompt: 'begun in isolation',
      args: ['--continue'],
    });
    expect(isolated.text).toBe('users=1 assistant=0');
    expect(await askInside(project, goOn())).toEqual({
      sessionId: isolated.sessionId,
      text: 'users=2 assistant=1',
    });
    expect(await inside('cat "$CLAUDE_CONFIG_DIR/.credentials.json"')).toBe('own');
    expect(hashTree(hostFolder)).toEqual(onHost);
    const { containerId } = await rebuild();
    expect(await askInside(project, goOn())).toEqual({
      sessionId: isolated.sessionId,
      text: 'users=3 assistant=2',
    });
    const transcript = `"$CLAUDE_CONFIG_DIR/projects/-workspaces-app/${isolated.sessionId}.jsonl"`;
    const hash = (await inside(`sha256sum < ${transcript}`)).split(' ')[0];
    await expectListed(containerId, isolated.sessionId, hash);

    await claudeSessions(project, 'share');
    await expectOpen(await rebuild(), shared.sessionId);
    expect(hashTree(hostFolder)).toEqual({ ...onHost, [`${isolated.sessionId}.jsonl`]: hash });
    expect(await inside('cat "$CLAUDE_CONFIG_DIR/.credentials.json"')).toBe('own');
    for (const { sessionId } of [shared, isolated]) {
      const resume = { version, api, args: ['--resume', sessionId] };
      const before = Number(/users=(\d+)/.exec((await askInside(project, resume)).text)?.[1]);
      expect((await askOnHost(project, resume)).text).toBe(`users=${before + 1} assistant=${before}`);
    }
    expect(sessionsIn(hostFolder)).toEqual([shared.sessionId, isolated.sessionId].sort());

    await claudeSessions(project, 'remove');
    expect(ownFiles(project)).toEqual(files);
  });

  it('leaves nothing of the host in reach, and asks nothing of the host', async () => {
    project = await projects.make({ claude: version });
    const files = ownFiles(project);
    await claudeSessions(project, 'isolate');
    await up(project);
    expect((await askInside(project, { version, api })).text).toBe('users=1 assistant=0');
    expect(await inside('grep -c claude-host /proc/self/mountinfo')).toBe('0');
    expect(existsSync(join(project.home, '.claude'))).toBe(false);
    await claudeSessions(project, 'remove');
    expect(ownFiles(project)).toEqual(files);
  });
});
