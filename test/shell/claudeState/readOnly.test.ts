import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { filesBelow, isRoot, owner, StateLab, USER } from '../support/StateLab.ts';
import { type StateShell, shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

const user = `${USER}:${USER}`;
const secret = 'CANARY-sk-ant-oat01-of-nobody';
const later = Date.now() + 3_600_000;

function login(parts: object = {}): string {
  return JSON.stringify({ claudeAiOauth: { accessToken: secret, expiresAt: later, scopes: [], ...parts } });
}

/** A folder of the host as the config directory, read-only, and a volume that Docker made over its `projects/`. */
function container(
  shell: StateShell,
  { projects = true, mountpoint = true, version = '2.1.329' } = {},
): { volume: string; host: string } {
  lab = new StateLab(shell);
  const [host, volume] = [join(lab.root, 'on-host'), join(lab.root, 'volume')];
  for (const folder of [host, volume, join(lab.root, 'bin')]) mkdirSync(folder);
  if (mountpoint) mkdirSync(join(host, 'projects'));
  put(join(host, '.credentials.json'), login());
  writeFileSync(join(lab.root, 'bin/claude'), `#!/bin/sh\necho "${version} (Claude Code)"\n`, {
    mode: 0o755,
  });
  chmodSync(join(lab.root, 'bin/claude'), 0o755);
  lab.environment = { PATH: `${lab.root}/bin:${shell.path}` };
  lab.bind(host, lab.config, 'ro');
  if (projects) lab.bind(volume, join(lab.config, 'projects'));
  return { volume, host };
}

function client(version: string): void {
  writeFileSync(join(lab.root, 'bin/claude'), `#!/bin/sh\necho "${version} (Claude Code)"\n`);
  chmodSync(join(lab.root, 'bin/claude'), 0o755);
  lab.environment = { ...lab.environment, PATH: `${lab.root}/bin:${lab.shell.path}` };
}

function put(path: string, text: string, uid = USER): void {
  writeFileSync(path, text);
  chownSync(path, uid, uid);
  chmodSync(path, 0o600);
}

/** As the entrypoint does at each start. */
function start(): string {
  const image = join(lab.share, 'image-claude');
  mkdirSync(image, { recursive: true });
  writeFileSync(join(image, 'CLAUDE.md'), 'of the image');
  const runs = [['seed', image, lab.config], ['heal'], ['bridge']].map((args) => lab.run(args));
  expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
  return runs.map(({ stderr }) => stderr).join('');
}

function said() {
  const { stdout, stderr, code } = lab.run(['doctor', '--json']);
  expect(stdout + stderr).not.toContain('CANARY');
  const { login: of, findings } = JSON.parse(stdout);
  // Whether this machine's disk passes for a volume is another test's.
  const codes = findings.map(
    ({ code: each, severity }: { code: string; severity: string }) => `${severity} ${each}`,
  );
  const ours = codes.filter((each: string) => !/config-dir-not-mounted|project-not-mounted/.test(each));
  return { login: `${of.kind} ${of.loggedIn}`, codes: ours, code, findings };
}

describe.runIf(isRoot).each(shells)('a config directory that is read-only, under $name', (shell) => {
  test('what Docker made over projects/ becomes the user’s, and the record lies there', () => {
    const { volume, host } = container(shell);
    writeFileSync(join(volume, 'of-root.jsonl'), '{}');
    expect(start()).toBe('');
    expect([owner(volume), owner(join(volume, 'of-root.jsonl'))]).toEqual([user, user]);
    expect(Object.keys(filesBelow(host))).toEqual(['.credentials.json']);
    expect(Object.keys(filesBelow(volume)).sort()).toEqual(
      expect.arrayContaining(['.claude-state/id', 'of-root.jsonl']),
    );
    expect(said()).toMatchObject({ login: 'host-readonly true', codes: [] });
    // A record in what is read-only now is of before.
    mkdirSync(join(host, '.claude-state'));
    spawnSync('chown', [user, join(host, '.claude-state')]);
    expect(lab.run(['bridge'], { uid: USER }).stderr).toBe('');
    expect(lab.run(['doctor']).stdout).toContain('Login: host-readonly, logged in.');
    expect(start()).toBe('');
  });

  test.each([
    ['nothing is mounted over it', { projects: false }, 'cannot be written by uid'],
    ['it is not there', { projects: false, mountpoint: false }, 'is not there'],
  ])('projects/ where %s: loud at the start, and an error of doctor', (_, how, why) => {
    container(shell, how);
    const told = start();
    expect(told).toContain('would answer as usual and save nothing');
    expect(told).toContain(why);
    expect(told).toContain(`Mount a volume`);
    const { codes, code, findings } = said();
    expect([codes, code]).toEqual([['error projects-not-kept'], 1]);
    expect(findings[0].evidence).toContain(why);
  });

  test('projects/ of another user, or mounted read-only itself', () => {
    const { volume } = container(shell);
    chownSync(volume, 4321, 4321);
    chmodSync(volume, 0o755);
    expect(start()).toContain('it belongs to uid 4321');
    expect(owner(volume)).toBe('4321:4321');
    expect(said().codes).toEqual(['error projects-not-kept']);
    lab.remove();
    const next = container(shell, { projects: false });
    chownSync(next.volume, USER, USER);
    lab.bind(next.volume, join(lab.config, 'projects'), 'ro');
    expect(start()).toContain('save nothing');
    expect(said().codes).toEqual(['error projects-not-kept']);
  });

  test('root follows no link in the place of projects/, nor one in it', () => {
    const { volume, host } = container(shell, { projects: false, mountpoint: false });
    const outside = lab.write('outside/file', 'x');
    symlinkSync(join(lab.root, 'outside'), join(host, 'projects'));
    start();
    expect(owner(outside)).toBe('0:0');
    expect(said().codes).toEqual(['error projects-not-kept']);
    rmSync(join(host, 'projects'));
    mkdirSync(join(host, 'projects'));
    lab.bind(volume, join(lab.config, 'projects'));
    symlinkSync(join(lab.root, 'outside'), join(volume, 'link'));
    start();
    expect(owner(outside)).toBe('0:0');
  });

  test('what went wrong in the home is named all the same, and what came into it', () => {
    container(shell);
    const home = join(lab.root, 'home');
    lab.write(join(home, '.claude-state/trouble'), 'init-env\tx\n');
    lab.write(join(home, '.claude-state/seed/report'), 'added .bashrc\n');
    lab.bind(home, home);
    lab.environment = { ...lab.environment, HOME: home };
    const codes = () =>
      JSON.parse(lab.run(['doctor', '--json'], { uid: USER }).stdout).findings.map(
        (each: { code: string }) => each.code,
      );
    expect(codes()).toContain('init-env');
    symlinkSync(home, join(lab.root, 'claude-home'));
    lab.environment = { ...lab.environment, CLAUDE_STATE_HOME: join(lab.root, 'claude-home') };
    spawnSync('chown', ['-R', user, home]);
    expect(codes()).toContain('init-env');
    expect(lab.run(['seed', '--report']).stdout).toContain('added .bashrc');
  });

  test('an old client needs session-env/ too', () => {
    const { host } = container(shell, { version: '2.1.197' });
    start();
    expect(said().codes).toEqual(['warning session-env-not-writable']);
    lab.unmount();
    mkdirSync(join(host, 'session-env'));
    mkdirSync(join(lab.root, 'env'));
    lab.bind(host, lab.config, 'ro');
    lab.bind(join(lab.root, 'volume'), join(lab.config, 'projects'));
    lab.bind(join(lab.root, 'env'), join(lab.config, 'session-env'));
    expect(start()).toBe('');
    expect(owner(join(lab.root, 'env'))).toBe(user);
    expect(said().codes).toEqual([]);
  });

  test('what is wrong with a login', () => {
    const { host } = container(shell);
    start();
    const shown = (text: string, uid = USER) => {
      put(join(host, '.credentials.json'), text, uid);
      const { login: kind, codes } = said();
      return [kind, ...codes];
    };
    expect(shown(login({ refreshToken: secret }))).toEqual([
      'host-readonly true',
      'error host-login-refreshable',
    ]);
    expect(shown(login({ expiresAt: 1 }))).toEqual(['host-readonly false', 'warning host-login-lapsed']);
    expect(shown('{}')).toEqual(['host-readonly false', 'warning host-login-missing']);
    expect(shown(login(), 4321)).toEqual(['host-readonly false', 'error host-login-not-readable']);
  });
});

describe.runIf(isRoot).each(shells)('a login of the host beside a volume, under $name', (shell) => {
  test('is used, and what is wrong with it is said', () => {
    lab = new StateLab(shell);
    const [host, folder] = [join(lab.root, 'on-host'), join(lab.host, 'login')];
    for (const each of [host, folder, join(lab.root, 'bin')]) mkdirSync(each);
    lab.bind(lab.config, lab.config);
    lab.bind(host, folder, 'ro');
    const shown = ({ text = login(), version = '2.1.329', variable = folder } = {}) => {
      put(join(host, '.credentials.json'), text);
      client(version);
      lab.environment.CLAUDE_SECURESTORAGE_CONFIG_DIR = variable;
      const { login: kind, codes } = said();
      return [kind, ...codes];
    };
    expect(start()).toBe('');
    expect(shown()).toEqual(['host-readonly true']);
    const refreshable = login({ refreshToken: secret });
    expect(shown({ text: refreshable })).toEqual(['host-readonly true', 'error host-login-refreshable']);
    const lapsed = login({ expiresAt: Date.now() - 1000 });
    expect(shown({ text: lapsed })).toEqual(['host-readonly false', 'warning host-login-lapsed']);
    expect(shown({ version: '2.1.177' })).toEqual(['none false', 'warning login-client-old']);
    expect(shown({ variable: '/elsewhere' })).toEqual(['none false', 'warning host-login-not-in-effect']);
    spawnSync('mount', ['-o', 'remount,bind,rw', folder]);
    expect(shown()).toEqual(['host-readonly true', 'error host-login-writable']);
    // As an exported agent has it.
    lab.unmount();
    rmSync(folder, { recursive: true });
    const elsewhere = join(lab.root, 'claude-login');
    mkdirSync(elsewhere);
    lab.bind(lab.config, lab.config);
    lab.bind(host, elsewhere, 'ro');
    lab.environment.CLAUDE_STATE_LOGIN = elsewhere;
    expect(shown({ variable: elsewhere })).toEqual(['host-readonly true']);
  });
});
