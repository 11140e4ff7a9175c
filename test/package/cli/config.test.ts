import { chmodSync, chownSync, lstatSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { put } from '../../harness/place/Place.ts';
import { CliPlace, snapshot } from './place.ts';

let place: CliPlace;
/** Nothing of the environment that goes before the file. */
const env = { DOCKER_PATH: '', RESTIC_PATH: '', RESTIC_REPOSITORY: '' };
const run = (...args: string[]) => place.runWith({ env }, ...args);
const file = () => join(place.home, '.config/claude-sessions/config.json');
const write = (text: string, mode = 0o644) => put(file(), text, mode);

beforeEach(() => {
  place = new CliPlace();
  place.writeConfig('{"image": "debian"}\n');
});

async function settings(environment: Record<string, string> = env): Promise<Record<string, unknown>> {
  const { stdout } = await place.runWith({ env: environment }, 'config', '--json');
  return JSON.parse(stdout);
}

describe('config shows each default and where it is from', () => {
  it('without a file: what is built in, and nothing is written', async () => {
    const before = snapshot(place.home);
    expect(await settings()).toMatchObject({
      file: file(),
      exists: false,
      settings: [
        { key: 'collection', value: 'ghcr.io/claude-sessions/features', source: 'built-in', from: null },
        { key: 'dockerPath', value: 'docker', source: 'built-in', from: null },
        { key: 'login', value: 'own', source: 'built-in', from: null },
        { key: 'resticPath', value: 'restic', source: 'built-in', from: null },
        { key: 'resticRepository', value: '', source: 'built-in', from: null },
      ],
    });
    expect((await run('config')).stdout).toMatch(/^login {13}own .*built in$/m);
    expect(snapshot(place.home)).toEqual(before);
  });

  it('the environment goes before the file, the file before what is built in', async () => {
    write('{\n  // mine\n  "dockerPath": "podman",\n  "collection": "a.b/c",\n}\n');
    const found = await settings({ DOCKER_PATH: 'nerdctl' });
    expect(found.settings).toEqual([
      { key: 'collection', value: 'a.b/c', source: 'file', from: `${file()}:4` },
      { key: 'dockerPath', value: 'nerdctl', source: 'environment', from: 'DOCKER_PATH' },
      { key: 'login', value: 'own', source: 'built-in', from: null },
      { key: 'resticPath', value: 'restic', source: 'built-in', from: null },
      { key: 'resticRepository', value: '', source: 'built-in', from: null },
    ]);
    expect((await run('config')).stdout).toContain('~/.config/claude-sessions/config.json:4');
  });

  it('an address of restic is shown without its password', async () => {
    const RESTIC_REPOSITORY = 'rest:https://me:hidden-word@host/x';
    for (const args of [[], ['--json']]) {
      const { stdout } = await place.runWith({ env: { ...env, RESTIC_REPOSITORY } }, 'config', ...args);
      expect(stdout).toContain('rest:https://***@host/x');
      expect(stdout).not.toContain('hidden-word');
    }
    const { exitCode, stderr } = await run('config', 'set', 'resticRepository', RESTIC_REPOSITORY);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('no password')]);
    expect(stderr).not.toContain('hidden-word');
  });

  it('lies where XDG_CONFIG_HOME says, if that is an absolute path', async () => {
    const xdg = join(place.root, 'xdg');
    put(join(xdg, 'claude-sessions/config.json'), '{"login": "token"}');
    const value = async (XDG_CONFIG_HOME: string) =>
      ((await settings({ ...env, XDG_CONFIG_HOME })).settings as { value: string }[])[2]?.value;
    expect(await value(xdg)).toBe('token');
    expect(await value('xdg')).toBe('own');
  });
});

describe('every command goes by it', () => {
  it('the collection and the login of share; an option goes before them', async () => {
    write('{"collection": "example.com/features", "login": "token"}');
    await run('share', '--no-install-claude');
    expect(place.read()).toContain('"example.com/features/claude-sessions:1"');
    expect(place.read()).toContain('CLAUDE_CODE_OAUTH_TOKEN');
    expect((await run('status')).stdout).toContain('token login');
    await run('share', '--no-install-claude', '--login', 'own', '--collection', 'other.com/f');
    expect(place.read()).toContain('"other.com/f/claude-sessions:1"');
    expect(place.read()).not.toContain('CLAUDE_CODE_OAUTH_TOKEN');
  });

  it('the engine; an option and DOCKER_PATH go before it', async () => {
    write('{"dockerPath": "/from/file"}');
    const engine = async (variables: Record<string, string>, ...args: string[]) =>
      JSON.parse((await place.runWith({ env: variables }, 'doctor', '--json', ...args)).stdout).engine
        .command;
    expect(await engine(env)).toBe('/from/file');
    expect(await engine({ DOCKER_PATH: '/from/env' })).toBe('/from/env');
    expect(await engine({ DOCKER_PATH: '/from/env' }, '--docker-path', '/named')).toBe('/named');
  });

  it('nothing is read from the project', async () => {
    for (const path of ['.config/claude-sessions/config.json', 'claude-sessions/config.json']) {
      place.write(path, '{"dockerPath": "/evil"}');
    }
    const { engine } = JSON.parse((await run('doctor', '--json')).stdout);
    expect(engine.command).toBe('docker');
  });
});

describe('what is wrong in it is said with file and line; nothing is done', () => {
  it.each([
    [
      '{\n  "engine": "podman"\n}',
      ':2: "engine" is not a setting.',
      'The settings are collection, dockerPath',
    ],
    ['{\n\n  "login": "copy"}', ':3: "copy" is not a value of "login".', 'token or host-readonly'],
    ['{"dockerPath": 3}', ':1: 3 is not a value of "dockerPath".', 'absolute path'],
    ['{"dockerPath": "./docker"}', ':1: "./docker" is not a value', 'absolute path'],
    ['{"collection": "https://x/y"}', ':1: "https://x/y" is not a value', 'registry and namespace'],
    ['{"dockerPath": "a",\n "dockerPath": "b"}', ':2: "dockerPath" is here a second time', 'Fix this first.'],
    ['{\n  "dockerPath": "a"\n  "login": "own"\n}', ':3: ', 'Fix this first.'],
    ['[]', ':1: ', 'Fix this first.'],
  ])('%s', async (text, message, hint) => {
    write(text);
    const before = snapshot(place.root);
    for (const args of [['share'], ['config'], ['status']]) {
      const { exitCode, stdout, stderr } = await run(...args);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toContain(`${file()}${message}`);
      expect(stderr).toContain(hint);
    }
    expect(snapshot(place.root)).toEqual(before);
  });

  it('a file that others can write, or another user owns, is not read', async () => {
    write('{"dockerPath": "/x"}', 0o666);
    expect(await run('status')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('chmod go-w') });
    chmodSync(file(), 0o644);
    if (process.getuid?.() !== 0) return;
    chownSync(file(), 1234, 1234);
    expect(await run('status')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('belongs to another user'),
    });
  });

  it('a folder in its place is no config file', async () => {
    mkdirSync(file(), { recursive: true });
    expect(await run('status')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('is not a config file'),
    });
  });
});

describe('config set and unset', () => {
  it.each(['{ "credentials": "token" }\n', '{ "login": "own", "credentials": "token" }\n'])(
    'the login has one name afterwards: %s',
    async (text) => {
      write(text);
      expect((await run('config', 'set', 'login', 'shared')).stdout).toMatch(/^login +shared /m);
      expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ login: 'shared' });
      write(text);
      expect((await run('config', 'unset', 'login')).stdout).toMatch(/^login +own +built in/m);
      expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({});
    },
  );

  it('make the file, for its owner alone', async () => {
    const { exitCode, stdout } = await run('config', 'set', 'dockerPath', 'podman');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^dockerPath {8}podman .*config\.json:\d$/m);
    expect(lstatSync(file()).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ dockerPath: 'podman' });
  });

  it('keep comments and all that is not about the key', async () => {
    const text = '{\n  // the engine here\n  "dockerPath": "podman", // rootless\n  "login": "own"\n}\n';
    write(text);
    await run('config', 'set', 'dockerPath', 'nerdctl');
    expect(readFileSync(file(), 'utf8')).toBe(text.replace('podman', 'nerdctl'));
    await run('config', 'unset', 'login');
    expect(readFileSync(file(), 'utf8')).toContain('// rootless');
    expect(readFileSync(file(), 'utf8')).not.toContain('login');
  });

  it('unset takes out what does not belong there, too; nothing is made of nothing', async () => {
    await run('config', 'unset', 'dockerPath');
    expect(() => lstatSync(file())).toThrow();
    write('{"engine": "podman", "login": "token"}');
    expect((await run('config', 'unset', 'engine')).exitCode).toBe(0);
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ login: 'token' });
  });

  it('write through a link, as those make who keep their settings in a repository', async () => {
    const real = put(join(place.root, 'dotfiles/config.json'), '{}\n', 0o644);
    mkdirSync(join(file(), '..'), { recursive: true });
    symlinkSync(real, file());
    await run('config', 'set', 'login', 'token');
    expect(lstatSync(file()).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(real, 'utf8'))).toEqual({ login: 'token' });
  });

  it.each([
    [['set', 'dockerPath'], /The setting or its value is missing/],
    [['set', 'engine', 'podman'], /"engine" is not a setting/],
    [['set', 'login', 'copy'], /token or host-readonly/],
    [['set', 'dockerPath', './podman'], /absolute path/],
    [['unset'], /Name one setting/],
    [['unset', 'nothing'], /"nothing" is not a setting/],
    [['show'], /Allowed choices are set, unset/],
    [['set', 'dockerPath', 'podman', 'x'], /too many arguments/],
  ])('%j is wrong usage', async (args, message) => {
    const { exitCode, stdout, stderr } = await run('config', ...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(() => lstatSync(file())).toThrow();
  });
});
