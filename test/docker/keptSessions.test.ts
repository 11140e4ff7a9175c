import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { askInside } from '../harness/claude/claude.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { claudeSessions, tryClaudeSessions } from '../harness/project/cli.ts';
import { up } from '../harness/project/devcontainer.ts';
import type { Project } from '../harness/project/project.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { claudeVersions } from '../harness/start/claudeCode.ts';
import { describeDocker, useDocker } from '../harness/start/harness.ts';
import { run } from '../harness/system/run.ts';

/** A container from before our set-up has its conversations in its own layer, which goes with it. */
describeDocker('what a container without a volume has recorded', () => {
  const version = claudeVersions[0];
  const api = useMockApi();
  const projects = useProjects();
  let project: Project;

  const make = async () => {
    project = await projects.make({ claude: version });
    return up(project);
  };
  const keptFolder = () => {
    const prepared = join(project.home, '.claude-sessions');
    const [id = ''] = readdirSync(prepared);
    return join(prepared, id, 'kept');
  };
  const recreate = () => tryClaudeSessions(project, 'share', ['--up', '--recreate', '--yes']);

  it.each([true, false])(
    'is kept on the host, to the byte, before it is replaced (running: %s)',
    async (running) => {
      const { containerId } = await make();
      const { sessionId } = await askInside(project, { version, api, prompt: 'not to be lost' });
      const find = `cat ~/.claude/projects/*/${sessionId}.jsonl`;
      const { stdout: transcript } = await useDocker().sh(containerId, find, 'vscode');
      expect(transcript).toContain('not to be lost');
      if (!running) await useDocker().run(['stop', '--time', '0', containerId]);

      const done = await recreate();
      expect(done.code).toBe(0);
      expect(done.stderr).toContain('1 transcript, in ');
      const [time = ''] = readdirSync(keptFolder());
      const [name = '', ...others] = readdirSync(join(keptFolder(), time));
      expect(others).toEqual([]);
      const tar = join(keptFolder(), time, name);
      expect(done.stderr).toContain(tar);
      expect(statSync(tar).mode & 0o777).toBe(0o600);
      const folder = mkdtempSync(join(project.root, 'unpacked-'));
      await run('tar', ['-xf', tar, '-C', folder, '--no-same-owner']);
      const unpacked = readdirSync(folder, { recursive: true, encoding: 'utf8' });
      const path = unpacked.find((each) => each.endsWith(`${sessionId}.jsonl`)) ?? '';
      expect(readFileSync(join(folder, path), 'utf8')).toBe(transcript);
      expect((await useDocker().tryRun(['inspect', containerId])).code).not.toBe(0);

      // With the volume it needs no such thing.
      await claudeSessions(project, 'share', ['--up', '--recreate', '--yes']);
      expect(readdirSync(keptFolder())).toEqual([time]);
    },
  );

  it('is not there: nothing is kept, and nothing said', async () => {
    await make();
    const done = await recreate();
    expect(done.code).toBe(0);
    expect(done.stderr).not.toContain('Kept');
    expect(() => readdirSync(keptFolder())).toThrow(/ENOENT/);
  });
});
