import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { askInside, askOnHost } from '../harness/claude/claude.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { execByEngine, up } from '../harness/project/devcontainer.ts';
import type { Project } from '../harness/project/project.ts';
import { ownFiles } from '../harness/project/projectFiles.ts';
import { hashTree, hostProjectFolder, sessionsIn } from '../harness/project/transcripts.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { claudeVersions } from '../harness/start/claudeCode.ts';
import { describeDocker } from '../harness/start/harness.ts';
import { rounds } from '../harness/system/rounds.ts';

const versions = rounds({ short: claudeVersions.slice(0, 1), long: claudeVersions });

/** Shared, isolated, shared again, removed: nothing is lost, and in isolation nothing crosses. */
describeDocker.each(versions)('isolate and back with Claude Code %s', (version) => {
  const api = useMockApi();
  const projects = useProjects();
  let project: Project;

  const goOn = () => ({ version, api, args: ['--continue'] });
  const rebuild = () => up(project, { removeExisting: true });
  const inside = async (script: string) => (await execByEngine(project, ['sh', '-c', script])).stdout.trim();

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
    await rebuild();
    expect(await askInside(project, goOn())).toEqual({
      sessionId: isolated.sessionId,
      text: 'users=3 assistant=2',
    });
    const transcript = `"$CLAUDE_CONFIG_DIR/projects/-workspaces-app/${isolated.sessionId}.jsonl"`;
    const hash = (await inside(`sha256sum < ${transcript}`)).split(' ')[0];

    await claudeSessions(project, 'share');
    await rebuild();
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
