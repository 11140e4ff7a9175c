import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { put } from '../../harness/place/Place.ts';
import { configuredOf } from '../../unit/support/document.ts';
import { CliPlace, runWarm } from './place.ts';

runWarm();

const source = '{\n  // ours\n  "image": "debian"\n}\n';

function newPlace(): CliPlace & { prepared(): string } {
  const place = new CliPlace();
  place.writeConfig(source);
  return Object.assign(place, {
    prepared: () => {
      const all = join(place.home, '.claude-sessions');
      const [id = ''] = readdirSync(all).filter((name) => name.length > 20);
      return join(all, id);
    },
  });
}

const config = '.devcontainer/devcontainer.json';
const isReviewed = (place: CliPlace) => configuredOf(place.read(config)).options.review;

it('share --review is written into devcontainer.json, stays until --live, and goes to the byte', async () => {
  const place = newPlace();
  const first = await place.run('share', '--review');
  expect(first.exitCode, first.stderr).toBe(0);
  expect(first.stdout).toContain(
    "a copy of this project's conversations, which Claude on the host never reads",
  );
  expect(isReviewed(place)).toBe(true);
  expect(place.read(config)).toMatch(/prepare\.sh \$\{devcontainerId\} review \|\|/);
  const mirror = join(place.prepared(), 'project');
  expect(lstatSync(mirror).isDirectory()).toBe(true);
  const text = place.read(config);

  expect((await place.run('share')).exitCode).toBe(0);
  expect(place.read(config)).toBe(text);
  expect((await place.run('status')).stdout).toMatch(/^Mode +reviewed \(with profile\)$/m);
  const { mode, options, prepared } = await place.json('status');
  expect({ mode, options, prepared }).toMatchObject({
    mode: 'share',
    options: { review: true },
    prepared: { project: readlinkSync(join(place.prepared(), 'review/host')) },
  });
  const doctor = await place.run('doctor');
  expect(doctor.stdout).toContain('; reviewed;');
  expect(doctor.stdout).not.toMatch(/prepared-(otherwise|link-elsewhere)|host-not-prepared/);
  expect((await place.run('verify')).stderr).toContain('note: this dev container is reviewed');

  const asLive = await place.run('share', '--live', '--dry-run');
  expect(asLive.stdout).toMatch(/-.*review/);
  expect((await place.run('share', '--live')).exitCode).toBe(0);
  expect(isReviewed(place)).toBe(false);
  expect(lstatSync(mirror).isSymbolicLink()).toBe(true);
  expect((await place.run('status')).stdout).toMatch(/^Mode +shared/m);
  expect((await place.run('verify')).stderr).not.toContain('reviewed');

  await place.run('share', '--review');
  expect((await place.run('remove', '--docker-path', place.engine('exit 0'))).exitCode).toBe(0);
  expect(place.read(config)).toBe(source);
  expect(existsSync(mirror)).toBe(false);
  expect(readdirSync(place.prepared())).toEqual(['verified.json']);
});

it('a mirror with something in it is kept by each change of mode, and named when it stays', async () => {
  const place = newPlace();
  await place.run('share', '--review');
  const mirror = join(place.prepared(), 'project');
  const line = '{"type":"user"}\n';
  put(join(mirror, 'a.jsonl'), line);
  const kept = join(place.prepared(), 'review/project');
  await place.run('share', '--live');
  expect(readFileSync(join(kept, 'a.jsonl'), 'utf8')).toBe(line);
  await place.run('isolate');
  await place.run('share', '--review');
  expect(readFileSync(join(mirror, 'a.jsonl'), 'utf8')).toBe(line);
  const removed = await place.run('remove', '--docker-path', place.engine('exit 0'));
  expect(removed.exitCode).toBe(0);
  expect(removed.stdout).toContain(kept);
  expect(readFileSync(join(kept, 'a.jsonl'), 'utf8')).toBe(line);
  await place.run('share', '--review');
  expect(readFileSync(join(mirror, 'a.jsonl'), 'utf8')).toBe(line);
});

it('refuses what would let the container write what Claude on this host reads', async () => {
  const place = newPlace();
  for (const options of [['--memory', 'rw'], ['--tasks']]) {
    const { exitCode, stderr } = await place.run('share', '--review', ...options);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`${options.join(' ')} lets the container write what Claude on this host reads`);
  }
  const both = await place.run('share', '--review', '--live');
  expect(both.exitCode).toBe(2);
  expect(place.read(config)).toBe(source);
  expect(existsSync(join(place.home, '.claude-sessions'))).toBe(false);
});

it('is a personal choice too, and one of a dev container of Docker Compose', async () => {
  const place = newPlace();
  expect((await place.run('share', '--review', '--personal')).exitCode).toBe(0);
  expect(place.read(config)).toBe(source);
  expect(isReviewedAt(place, '.devcontainer/claude-sessions-personal/devcontainer.json')).toBe(true);

  const compose = newPlace();
  mkdirSync(join(compose.folder, '.devcontainer'), { recursive: true });
  compose.write('.devcontainer/c.yml', 'services:\n  app:\n    image: debian\n');
  compose.writeConfig('{ "dockerComposeFile": "c.yml", "service": "app", "workspaceFolder": "/w" }\n');
  const { exitCode, stderr } = await compose.run('share', '--review');
  expect(exitCode, stderr).toBe(0);
  expect(compose.read(config)).toContain('${devcontainerId} review compose app profile');
  expect(isReviewed(compose)).toBe(true);
  expect(lstatSync(join(compose.prepared(), 'project')).isDirectory()).toBe(true);
  expect(compose.read('.devcontainer/.claude-sessions/compose.yaml')).toContain(
    `source: '${join(compose.prepared(), 'project')}'`,
  );
});

function isReviewedAt(place: CliPlace, path: string): boolean {
  return configuredOf(place.read(path)).options.review;
}
