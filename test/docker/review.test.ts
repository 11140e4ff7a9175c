import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { askInside, askOnHost } from '../harness/claude/claude.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { claudeSessions, tryClaudeSessions } from '../harness/project/cli.ts';
import { up } from '../harness/project/devcontainer.ts';
import { hashTree, hostProjectFolder, sessionsIn } from '../harness/project/transcripts.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { claudeVersions } from '../harness/start/claudeCode.ts';
import { describeDocker, useDocker } from '../harness/start/harness.ts';

const [version] = claudeVersions;

/** What the container mounts as the conversations. */
function preparedOf(home: string): string {
  const all = join(home, '.claude-sessions');
  const [id = ''] = readdirSync(all).filter((name) => name.length > 20);
  return join(all, id, 'project');
}

/** For review the container writes a folder of its own, and not one byte of the host's; whatever the mode is changed to, nothing is lost. */
describeDocker('review, with the real Claude Code', () => {
  const api = useMockApi();
  const projects = useProjects();

  it('leaves the host’s conversations alone, and keeps every one through live, review, isolate and live', async () => {
    const project = await projects.make({ claude: version });
    const hostFolder = hostProjectFolder(project, project.folder);
    const doctor = async () => (await tryClaudeSessions(project, 'doctor', [])).stdout;
    const onHost = await askOnHost(project, { version, api, prompt: 'begun on the host' });
    const before = hashTree(hostFolder);

    await claudeSessions(project, 'share', ['--review']);
    const { containerId } = await up(project);
    const mirror = lstatSync(preparedOf(project.home));
    const inside = await askInside(project, { version, api, prompt: 'begun for review' });
    expect(inside.text).toBe('users=1 assistant=0');
    expect(mirror.isDirectory()).toBe(true);
    expect(sessionsIn(preparedOf(project.home))).toEqual([inside.sessionId]);
    const after = hashTree(hostFolder);
    expect(Object.fromEntries(Object.entries(after).filter(([path]) => !path.endsWith('.keep')))).toEqual(
      before,
    );
    // What root leaves there the host's user can read after the next start.
    const write = 'umask 077; echo x > /mnt/claude-host/project/of-root.jsonl';
    await useDocker().run(['exec', '--user', 'root', containerId, 'sh', '-c', write]);

    await claudeSessions(project, 'share', ['--live']);
    expect(await doctor()).toContain('started-before-review');
    await useDocker().run(['restart', '--time', '1', containerId]);
    expect(await doctor()).not.toContain('started-before-review');
    const kept = join(preparedOf(project.home), '../review/project');
    expect((await askInside(project, { version, api, args: ['--resume', onHost.sessionId] })).text).toBe(
      'users=2 assistant=1',
    );
    const shared = hashTree(hostFolder);
    const reviewed = readFileSync(join(kept, `${inside.sessionId}.jsonl`), 'utf8');

    await claudeSessions(project, 'share', ['--review']);
    await claudeSessions(project, 'isolate');
    await claudeSessions(project, 'share', ['--review']);
    await useDocker().run(['restart', '--time', '1', containerId]);
    expect(hashTree(hostFolder)).toEqual(shared);
    const used = preparedOf(project.home);
    expect(readFileSync(join(used, `${inside.sessionId}.jsonl`), 'utf8')).toBe(reviewed);
    const goesOn = await askInside(project, { version, api, args: ['--resume', inside.sessionId] });
    expect(goesOn.text).toBe('users=2 assistant=1');
    expect(hashTree(hostFolder)).toEqual(shared);
    expect(statSync(join(used, 'of-root.jsonl')).uid).toBe(statSync(used).uid);
    const last = hashTree(used);
    await claudeSessions(project, 'isolate');
    await claudeSessions(project, 'share', ['--live']);
    expect(hashTree(kept)).toEqual(last);
    expect(hashTree(hostFolder)).toEqual(shared);
  });
});
