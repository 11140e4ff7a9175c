import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { askInside, askOnHost } from '../harness/claude/claude.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { publishFeatures } from '../harness/engine/registry.ts';
import { exec, up } from '../harness/project/devcontainer.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { claudeVersions } from '../harness/start/claudeCode.ts';
import { describeDocker, useDocker, useHarness } from '../harness/start/harness.ts';

/** The harness itself, with a Feature of its own: when this fails, look here before anywhere else. */
describeDocker('the harness', () => {
  const api = useMockApi();
  const projects = useProjects();

  it.each(claudeVersions)(
    'runs Claude Code %s on the host and inside, with a published Feature',
    async (version) => {
      const { registry, runDirectory } = useHarness();
      const collection = await publishStub(registry, runDirectory, version);
      const features = { [`${collection}/stub:1`]: {} };
      const project = await projects.make({ claude: version, features });
      const { sessionId, text } = await askOnHost(project, { version, api, prompt: 'remember me' });
      expect(text).toMatch(/^users=1 assistant=0/);
      expect(await askOnHost(project, { version, api, args: ['--continue'] })).toEqual({
        sessionId,
        text: expect.stringMatching(/^users=2 assistant=1/),
      });
      const container = await up(project);
      expect(container).toMatchObject({ outcome: 'success', remoteUser: 'vscode' });
      expect((await exec(project, ['cat', '/usr/local/share/stub'])).stdout).toBe('stub\n');
      expect((await exec(project, ['id', '-u'])).stdout.trim()).toBe('1234');
      const inside = await askInside(project, { version, api, by: exec });
      expect(inside.sessionId).not.toBe(sessionId);
      const again = await up(project, { removeExisting: true });
      expect(again.containerId).not.toBe(container.containerId);
      await project.dispose();
      expect(await useDocker().lines(['ps', '-aq', '--no-trunc'])).not.toContain(again.containerId);
    },
  );
});

async function publishStub(registry: string, runDirectory: string, version: string): Promise<string> {
  const source = join(runDirectory, `stub-${version}`);
  mkdirSync(join(source, 'stub'), { recursive: true });
  const manifest = { id: 'stub', version: '1.0.0', name: 'stub' };
  writeFileSync(join(source, 'stub/devcontainer-feature.json'), JSON.stringify(manifest));
  writeFileSync(join(source, 'stub/install.sh'), '#!/bin/sh\necho stub > /usr/local/share/stub\n', {
    mode: 0o755,
  });
  return publishFeatures({ address: registry }, source, `test/stub-${version}`, join(runDirectory, 'tmp'));
}
