import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../harness/system/processes.ts';
import { filesBelow, isRoot, StateLab, USER } from '../support/StateLab.ts';
import { shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

/** What another container, of another user, has in the same volume. */
const OTHER = 4321;

describe.runIf(isRoot).each(shells)('the shared login under $name', (shell) => {
  const volume = () => join(lab.root, 'home/.claude-login');
  const store = (name = '') => join(volume(), 'store', name);
  const credentials = () => store('.credentials.json');
  const owner = (path: string) => {
    const { uid, mode } = statSync(path);
    return `${uid} ${(mode & 0o7777).toString(8)}`;
  };
  const login = (...args: string[]) => lab.run(['login', ...args]);
  const ownLogin = (text: string) => {
    lab.write(join(lab.config, '.credentials.json'), text);
    lab.own();
  };

  /** A container whose volume lies there, new and root's unless said otherwise; `user` runs Claude Code. */
  function container({ user = 'nobody', uid = 0, mounted = true } = {}): void {
    lab = new StateLab(shell, user);
    mkdirSync(volume(), { recursive: true });
    chmodSync(join(lab.root, 'home'), 0o755);
    chownSync(volume(), uid, uid);
    symlinkSync(volume(), join(lab.root, 'login'));
    lab.environment = {
      CLAUDE_STATE_LOGIN: join(lab.root, 'login'),
      CLAUDE_STATE_MOUNTINFO: join(lab.root, 'mountinfo'),
    };
    const line = `30 22 8:1 /x ${volume()} rw - ext4 /dev/sda1 rw\n`;
    writeFileSync(join(lab.root, 'mountinfo'), mounted ? line : '');
  }

  test('does nothing where the Feature is not', () => {
    lab = new StateLab(shell);
    lab.environment = { CLAUDE_STATE_LOGIN: join(lab.root, 'login') };
    expect(login()).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  test('of a new volume belongs to the user of the container that made it', () => {
    container();
    chmodSync(volume(), 0o777);
    expect(login()).toMatchObject({ code: 0, stderr: '' });
    expect(owner(volume())).toBe(`${USER} 700`);
    expect(owner(store())).toBe(`${USER} 700`);
    expect(filesBelow(volume())).toEqual({});
    expect(login()).toMatchObject({ code: 0, stderr: '' });
  });

  test('is made of the container’s own, once, and only where there is none', () => {
    container();
    ownLogin('mine');
    expect(login()).toMatchObject({ code: 0, stderr: expect.stringContaining('is now the one that') });
    expect(readFileSync(credentials(), 'utf8')).toBe('mine');
    expect(owner(credentials())).toBe(`${USER} 600`);
    expect(readFileSync(join(lab.config, '.credentials.json'), 'utf8')).toBe('mine');
    writeFileSync(credentials(), 'renewed');
    expect(login()).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(credentials(), 'utf8')).toBe('renewed');
    // Logged out, everywhere.
    rmSync(credentials());
    expect(login()).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(credentials())).toBe(false);
  });

  test('named pipes that another container planted hold nothing up', () => {
    container();
    login();
    const last = Number(readFileSync('/proc/loadavg', 'utf8').trim().split(' ').at(-1));
    const pids = Array.from({ length: 400 }, (_, n) => last + n);
    spawnSync(
      'mkfifo',
      pids.flatMap((pid) => [store(`.claude-state-probe.${pid}`), store(`.claude-state.${pid}`)]),
    );
    ownLogin('mine');
    expect(login()).toMatchObject({ code: 0, stderr: expect.stringContaining('is now the one that') });
    expect(readFileSync(credentials(), 'utf8')).toBe('mine');
  });

  test('is not made of an old one after a login elsewhere ended', () => {
    container();
    login();
    writeFileSync(credentials(), 'of another container');
    chownSync(credentials(), USER, USER);
    login();
    rmSync(credentials());
    ownLogin('old');
    expect(login()).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(credentials())).toBe(false);
  });

  test('of another user’s volume is said, and left alone', () => {
    container({ uid: OTHER });
    mkdirSync(store());
    writeFileSync(credentials(), 'theirs');
    for (const path of [store(), credentials()]) {
      chownSync(path, OTHER, OTHER);
      chmodSync(path, path === store() ? 0o700 : 0o600);
    }
    chmodSync(volume(), 0o700);
    ownLogin('mine');
    const { code, stderr } = login();
    expect(code).toBe(0);
    expect(stderr).toContain(
      `belongs to uid ${OTHER}, and Claude Code here runs as uid ${USER}: it cannot use`,
    );
    expect(readFileSync(credentials(), 'utf8')).toBe('theirs');
    expect(owner(credentials())).toBe(`${OTHER} 600`);
  });

  test('that is no volume is said', () => {
    container({ mounted: false });
    expect(login()).toMatchObject({ code: 0, stderr: expect.stringContaining('no volume is mounted') });
  });

  test.each(['store', '.credentials.json', '.claude-state-had-login'])('follows no link: %s', (name) => {
    container();
    login();
    const elsewhere = join(lab.root, 'elsewhere');
    mkdirSync(elsewhere);
    chownSync(elsewhere, USER, USER);
    if (name === 'store') {
      rmSync(store(), { recursive: true });
      symlinkSync(elsewhere, join(volume(), 'store'));
    } else symlinkSync(join(elsewhere, 'file'), store(name));
    ownLogin('mine');
    expect(login().code).toBe(0);
    expect(filesBelow(elsewhere)).toEqual({});
  });

  describe('where Claude Code runs as root', () => {
    beforeEach(() => container({ user: 'root', uid: OTHER }));

    test('what root wrote is the other user’s at the next start', () => {
      mkdirSync(store());
      writeFileSync(credentials(), 'renewed by root', { mode: 0o600 });
      symlinkSync('/etc/passwd', store('link'));
      const before = owner('/etc/passwd');
      expect(login()).toMatchObject({ code: 0, stderr: '' });
      expect([owner(store()), owner(credentials())]).toEqual([`${OTHER} 755`, `${OTHER} 600`]);
      expect(owner('/etc/passwd')).toBe(before);
    });

    test('and within seconds while the container runs; the watcher ends with its mount', async () => {
      login();
      const watcher = lab.start(['login', '--watch'], 0);
      try {
        await new Promise((resolve) => setTimeout(resolve, 1500));
        writeFileSync(credentials(), 'renewed by root', { mode: 0o600 });
        await until(() => owner(credentials()) === `${OTHER} 600`, 10_000, 100);
        writeFileSync(join(lab.root, 'mountinfo'), '');
        await watcher.ended;
      } finally {
        watcher.kill();
      }
    });

    test('a login that root brings is the other user’s', () => {
      ownLogin('mine');
      login();
      expect(readFileSync(credentials(), 'utf8')).toBe('mine');
      expect(owner(credentials())).toBe(`${OTHER} 600`);
    });
  });
});
