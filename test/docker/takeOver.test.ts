import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testLabel } from '../harness/engine/cleanEngine.ts';
import { claudeSessions, cliCommand, tryClaudeSessions } from '../harness/project/cli.ts';
import { execByEngine, hostEnvironment, up } from '../harness/project/devcontainer.ts';
import { type Project, type ProjectOptions, writeHostFile } from '../harness/project/project.ts';
import { hostProjectFolder, sessionsIn } from '../harness/project/transcripts.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker, useHarness } from '../harness/start/harness.ts';
import { tryRunAs } from '../harness/system/hostUser.ts';
import { until } from '../harness/system/processes.ts';
import { everythingIn, inVolume, newVolume } from './support/volumes.ts';

const login = '{"claudeAiOauth":{"accessToken":"a dummy"}}';
const slug = '-workspaces-app';
const line = (text: string) => `${JSON.stringify({ type: 'summary', summary: text })}\n`;
const upNow = ['--up', '--recreate', '--yes'];

describeDocker('a volume that held Claude’s state before is taken over', () => {
  const projects = useProjects();

  /** A project that keeps Claude's state in a volume with a name of its own, as people write it. */
  async function projectWith(volume: string, more: ProjectOptions = {}): Promise<Project> {
    await useDocker().run(['volume', 'create', '--label', testLabel, volume]);
    return projects.make({
      image: 'node',
      mounts: [`source=${volume},target=/home/node/.claude,type=volume`],
      more: { containerEnv: { CLAUDE_CONFIG_DIR: '/home/node/.claude' } },
      ...more,
    });
  }

  it('share: login, settings and conversations are there after the rebuild, the volume is unchanged', async () => {
    const [volume, session] = [newVolume(), randomUUID()];
    const project = await projectWith(volume);
    await up(project);
    await plant(volume, session);
    const before = await everythingIn(volume);
    // Those of one second stand in any order.
    const images = async () => (await useDocker().lines(['image', 'ls', '-q', '--no-trunc'])).sort();
    const imagesBefore = await images();
    // Nobody is asked here, and nothing is copied then.
    const { stdout } = await claudeSessions(project, 'share');
    expect(stdout).toContain(`stay in the volume ${volume} `);
    expect(await useDocker().lines(['volume', 'ls', '-q', '--filter', 'name=claude-code-config'])).toEqual(
      [],
    );
    const taken = await claudeSessions(project, 'share', ['--take-over']);
    expect(taken.stdout).toContain(`Taken over from the volume ${volume}: a login, 1 conversation, `);
    expect(taken.stdout).toContain(`still runs with ${volume}`);
    expect(taken.stdout).not.toContain('log in (once');
    expect(await images()).toEqual(imagesBefore);
    // What is said after that in the old container is not lost either.
    await inVolume(volume, `printf '%s' "$1" >>projects/${slug}/${session}.jsonl`, line('later'));
    const now = await everythingIn(volume);
    await claudeSessions(project, 'share', ['--take-over', ...upNow]);
    expect(await everythingIn(volume)).toEqual(now);
    expect(Object.keys(now)).toEqual(Object.keys(before));
    expect(await read(project, '.credentials.json')).toBe(login);
    expect(await read(project, 'settings.json')).toBe('{"model":"opus"}');
    expect(await read(project, `projects/${slug}/${session}.jsonl`)).toBe(line('first') + line('later'));
    // The bridge gave it to the host.
    const folder = hostProjectFolder(project, project.folder);
    expect(readFileSync(join(folder, `${session}.jsonl`), 'utf8')).toBe(line('first') + line('later'));
    const { stdout: listed } = await execByEngine(project, [
      'sh',
      '-c',
      'cd "$CLAUDE_CONFIG_DIR" && ls -A && stat -c %U:%a . .credentials.json && readlink link',
    ]);
    expect(listed).toContain('node:700\nnode:600\n/etc/passwd');
    // Neither what belongs to one container, nor ours.
    expect(listed).not.toMatch(/^(cache|shell-snapshots|pipe|\.claude-sessions-copy)$/m);
  });

  it('later, when the container runs with the new volume: it is stopped first, and the bridge adopts the rest', async () => {
    const [volume, session] = [newVolume(), randomUUID()];
    const project = await projectWith(volume);
    await up(project);
    await plant(volume, session);
    await claudeSessions(project, 'share', upNow);
    const { containerId } = await up(project);
    const refused = await tryClaudeSessions(project, 'share', ['--take-over']);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stdout).toContain('stop it first');
    await useDocker().run(['stop', '-t', '0', containerId]);
    await claudeSessions(project, 'share', ['--take-over']);
    await up(project);
    expect(await read(project, '.credentials.json')).toBe(login);
    expect(sessionsIn(hostProjectFolder(project, project.folder))).toEqual([session]);
    expect(await read(project, `projects/${slug}/${session}.jsonl`)).toBe(line('first'));
  });

  it('what the new volume has is never replaced', async () => {
    const [volume, session] = [newVolume(), randomUUID()];
    const project = await projectWith(volume);
    const { devcontainerId } = JSON.parse((await claudeSessions(project, 'status', ['--json'])).stdout);
    const own = `claude-code-config-${devcontainerId}`;
    await plant(volume, session);
    await useDocker().run(['volume', 'create', '--label', testLabel, own]);
    await makeInVolume(
      own,
      `mkdir -p projects/x && printf mine >.credentials.json && printf "%s" "$1" >projects/x/a.jsonl
      ln -s /etc/hostname settings.json; mkdir dangling`,
      line('mine'),
    );
    await inVolume(
      volume,
      'mkdir -p projects/x && printf "%s" "$1" >projects/x/a.jsonl; ln -s /nowhere dangling',
      line('other'),
    );
    const before = await everythingIn(own);
    const { stdout } = await claudeSessions(project, 'isolate', ['--take-over']);
    expect(stdout).toContain('4 entries that the new volume had already stayed as they were');
    const after = await everythingIn(own);
    for (const [path, entry] of Object.entries(before)) {
      // Folders get what is missing in them.
      if (!entry.includes(' directory ')) expect({ path, entry: after[path] }).toEqual({ path, entry });
    }
    expect(after).toHaveProperty([`./projects/${slug}/${session}.jsonl`]);
  });

  it('killed while it copies, and run again, it loses nothing', async () => {
    const [volume, session] = [newVolume(), randomUUID()];
    const project = await projectWith(volume);
    const { devcontainerId } = JSON.parse((await claudeSessions(project, 'status', ['--json'])).stdout);
    const own = `claude-code-config-${devcontainerId}`;
    await plant(volume, session);
    await inVolume(volume, 'for n in 1 2 3 4 5 6; do head -c 20000000 /dev/zero >projects/big$n; done');
    const before = await everythingIn(volume);
    const codes: (number | null)[] = [];
    for (const instant of [0, 100, 300]) {
      const [node = '', ...args] = cliCommand('isolate', '--take-over', project.folder);
      const { user } = useHarness();
      const running = tryRunAs(user, node, args, { env: hostEnvironment(project), cwd: project.folder });
      let container: string | undefined;
      const found = async () => {
        // Only what copies has both.
        const filters = ['--filter', 'name=claude-sessions-copy', '--filter', `volume=${own}`];
        [container] = await useDocker().lines(['ps', '-q', ...filters]);
        return container !== undefined;
      };
      expect(await until(found, 60_000, 10)).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, instant));
      await useDocker().tryRun(['kill', container ?? '']);
      codes.push((await running).code);
      expect(await everythingIn(volume)).toEqual(before);
    }
    expect(codes).toContain(1);
    await claudeSessions(project, 'isolate', ['--take-over']);
    expect(await everythingIn(volume)).toEqual(before);
    const after = await everythingIn(own);
    for (const [path, entry] of Object.entries(before)) {
      if (!/^\.\/(cache|shell-snapshots|pipe)/.test(path))
        expect({ path, entry: after[path] }).toEqual({ path, entry });
    }
    expect(Object.keys(after).filter((path) => path.includes('claude-sessions-copy'))).toEqual([]);
  });

  it('no image is fetched for it', async () => {
    const volume = newVolume();
    const project = await projectWith(volume, { image: 'localhost:9/nowhere:1', name: 'lonely' });
    await plant(volume, randomUUID());
    const failed = await tryClaudeSessions(project, 'isolate', ['--take-over']);
    expect(failed).toMatchObject({ code: 1 });
    expect(failed.stdout).toContain('there is no image yet to copy with');
    expect(failed.stdout).toContain(`stay in the volume ${volume} `);
  });
});

describeDocker('under Docker Compose', () => {
  const projects = useProjects();

  it.each(['share', 'isolate'])('%s: volumes with the project’s name in front', async (mode) => {
    const session = randomUUID();
    const project = await projects.makeCompose({ volumes: ['data:/home/vscode/.claude'] });
    const file = join(project.folder, '.devcontainer/docker-compose.yml');
    writeHostFile(file, `${readFileSync(file, 'utf8')}volumes:\n  data:\n`);
    const { containerId } = await up(project);
    const volume = (await useDocker().mounts(containerId)).find(({ Type }) => Type === 'volume')?.Name ?? '';
    expect(volume).toMatch(/_data$/);
    await plant(volume, session);
    const before = await everythingIn(volume);
    const { stdout } = await claudeSessions(project, mode, ['--take-over']);
    expect(stdout).toContain('docker-compose.yml:');
    expect(stdout).toContain('take that mount out');
    writeHostFile(file, readFileSync(file, 'utf8').replace(/.*data:.*\n/, ''));
    await claudeSessions(project, mode, upNow);
    expect(await everythingIn(volume)).toEqual(before);
    expect(await read(project, '.credentials.json')).toBe(login);
    expect(await read(project, `projects/${slug}/${session}.jsonl`)).toBe(line('first'));
    const now = await up(project);
    const own = (await useDocker().mounts(now.containerId)).find(
      ({ Destination }) => Destination === '/var/lib/claude',
    );
    expect(own?.Name).toMatch(new RegExp(`^${volume.replace(/_data$/, '')}_claude-code-config-`));
    expect(now.log).not.toMatch(/already exists but was/);
    // The next project has a Compose project of the same name.
    await useDocker().run(['volume', 'rm', volume]);
  });
});

/** The same, and then the volume is that user's, as one is that a container has used. */
async function makeInVolume(volume: string, script: string, text: string): Promise<void> {
  const { uid } = useHarness().user;
  await inVolume(volume, `${script}\nchown -Rh ${uid}:${uid} . && chmod 700 .`, text, 0);
}

/** What a container has left in a volume, some of it hostile. */
async function plant(volume: string, session: string): Promise<void> {
  const script = `umask 077; printf '%s' '${login}' >.credentials.json
    printf '{"model":"opus"}' >settings.json
    mkdir -p projects/${slug} cache shell-snapshots && touch cache/x shell-snapshots/x
    printf '%s' "$1" >projects/${slug}/${session}.jsonl
    ln -s /etc/passwd link; mkfifo pipe`;
  await makeInVolume(volume, script, line('first'));
}

async function read(project: Project, path: string): Promise<string> {
  const { stdout } = await execByEngine(project, ['sh', '-c', 'cat "$CLAUDE_CONFIG_DIR/$1"', 'sh', path]);
  return stdout;
}
