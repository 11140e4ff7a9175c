import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Docker } from '../harness/engine/docker.ts';
import { describeDocker, useHarness } from '../harness/start/harness.ts';
import { findOnPath } from '../harness/system/findOnPath.ts';
import { repository } from '../harness/system/repository.ts';
import { run } from '../harness/system/run.ts';
import { type OtherEngine, startOtherEngine } from './support/otherEngine.ts';

const tsx = join(repository, 'node_modules/.bin/tsx');
const startsEngines = process.getuid?.() === 0 && findOnPath('dockerd') !== undefined;

describeDocker('beside another engine', () => {
  describe.skipIf(!startsEngines)('of this machine', () => {
    let other: OtherEngine;

    beforeAll(async () => {
      other = await startOtherEngine();
    });
    afterAll(async () => {
      await other?.stop();
    });

    /** What a container in the default network of an engine says of its address. */
    const addressIn = (docker: Docker, image: string) =>
      docker.run(['run', '--rm', image, 'ip', '-family', 'inet', '-oneline', 'address', 'show', 'eth0']);

    it('a private one changes nothing of its network', async () => {
      const { docker, image } = other;
      const before = await other.network();
      expect(before.join('\n')).toMatch(/docker0 +inet .*-A FORWARD .*docker0/s);
      const own = await startPrivateEngineBeside(other);
      try {
        await own.docker.run(['import', other.tar, image]);
        expect(await addressIn(docker, image)).toContain('inet 172.');
        expect(await addressIn(own.docker, image)).toContain('inet 198.51.100.');
        const during = await other.network();
        expect(during.filter((line) => !/claude-test-\d/.test(line))).toEqual(before);
      } finally {
        await own.stop();
      }
      expect(await other.network()).toEqual(before);
      expect(await addressIn(docker, image)).toContain('inet 172.');
    });

    it('the demo uses that one, and removes what it made there', async () => {
      const before = await contentsOf(other.docker);
      const [command = '', ...enter] = other.enter;
      const env = { ...process.env, DOCKER_HOST: other.host } as Record<string, string>;
      const output = await run(command, [...enter, tsx, 'scripts/demo.ts'], {
        cwd: repository,
        env,
        timeout: 280_000,
      });
      expect(output).toMatch(/Done: one conversation, on the host, in the container, and back/);
      expect(await eventsOf(other.docker)).toContain('vsc-');
      expect(await contentsOf(other.docker)).toEqual(before);
    });
  });
});

/** A private engine as the harness starts it, in the other's network. */
async function startPrivateEngineBeside({
  enter: [command = '', ...enter],
}: OtherEngine): Promise<{ docker: Docker; stop(): Promise<void> }> {
  const { runDirectory, engine, user } = useHarness();
  const directory = join(runDirectory, 'private-engine');
  mkdirSync(directory);
  const program = [
    tsx,
    join(repository, 'test/harness/engine/privateEngineAlone.ts'),
    directory,
    String(user.gid),
  ];
  const child = spawn(command, [...enter, ...program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const [said] = await Promise.race([once(child.stdout, 'data'), ended]);
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  return { docker: new Docker({ host: String(said).trim(), docker: engine.docker }), stop };
}

async function contentsOf(docker: Docker): Promise<Record<string, string[]>> {
  const lists = {
    containers: ['ps', '--all', '--quiet', '--no-trunc'],
    images: ['images', '--all', '--no-trunc', '--format', '{{.Repository}}:{{.Tag}} {{.ID}}'],
    volumes: ['volume', 'ls', '--quiet'],
    networks: ['network', 'ls', '--quiet', '--no-trunc'],
  };
  const contents: Record<string, string[]> = {};
  for (const [name, list] of Object.entries(lists)) contents[name] = (await docker.lines(list)).sort();
  return contents;
}

/** What has happened in an engine until now. */
function eventsOf(docker: Docker): Promise<string> {
  return docker.run(['events', '--since', '10m', '--until', '0s']);
}
