import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { isRoot, StateLab, USER } from '../support/StateLab.ts';
import { shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

/** Whether somebody is at a path, a link that leads nowhere included. */
const isThere = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

// Only root makes it, as it belongs to nobody in the container.
describe.skipIf(!isRoot).each(shells)('the host’s path of the project, under $name', (shell) => {
  /** What heal does where the host says that the project is at this path there. */
  const heal = (path: string, mounted = [lab.workspace]) => {
    lab.write(join(lab.host, 'files/workspace'), `${path}\n`);
    const lines = [lab.config, ...mounted].map(
      (at) => `1 1 0:1 / ${at.replaceAll(' ', '\\040')} rw - ext4 x rw`,
    );
    lab.environment.CLAUDE_STATE_MOUNTINFO = lab.write('mountinfo', `${lines.join('\n')}\n`);
    const done = lab.run(['heal']);
    expect(done.code).toBe(0);
    return done.stderr;
  };
  const make = () => {
    lab = new StateLab(shell).mountProject();
    lab.bridge(lab.workspace);
  };
  const setting = () => {
    const file = join(lab.root, 'managed/managed-settings.d/claude-sessions.json');
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  };

  test('leads to it, and Claude Code is told; again nothing changes', () => {
    make();
    const path = join(lab.root, 'home/m e/work/app');
    for (const _ of [1, 2]) {
      expect(heal(path)).toBe('');
      expect(readlinkSync(path)).toBe(lab.workspace);
      expect(lstatSync(dirname(path))).toMatchObject({ uid: 0 });
      expect(lstatSync(dirname(path)).mode & 0o777).toBe(0o755);
      expect(setting()).toEqual({ permissions: { additionalDirectories: [path] } });
    }
    // Beside what is said of the memory.
    heal(path, [lab.workspace, join(lab.host, 'project/memory')]);
    expect(setting()).toEqual({
      autoMemoryDirectory: join(lab.host, 'project/memory'),
      permissions: { additionalDirectories: [path] },
    });
    rmSync(join(lab.host, 'files'), { recursive: true });
    lab.run(['heal']);
    expect(setting()).toEqual({ autoMemoryDirectory: join(lab.host, 'project/memory') });
  });

  test('is not made over what is there, nor said of it', () => {
    make();
    const folder = join(lab.root, 'a/folder');
    mkdirSync(folder, { recursive: true });
    const dangling = join(lab.root, 'a/dangling');
    symlinkSync('/nowhere', dangling);
    const theirs = join(lab.root, 'a/theirs');
    symlinkSync(lab.workspace, theirs);
    lchownSync(theirs, USER, USER);
    for (const path of [folder, dangling, theirs, lab.workspace]) {
      expect(heal(path)).toBe('');
      expect(setting()).toBeUndefined();
    }
    expect([readlinkSync(dangling), readlinkSync(theirs)]).toEqual(['/nowhere', lab.workspace]);
  });

  test('nor by a link of somebody’s, in a mount, or where another user writes', () => {
    make();
    const real = join(lab.root, 'real');
    mkdirSync(real);
    symlinkSync(real, join(lab.root, 'link'));
    const user = join(lab.root, 'of-user');
    mkdirSync(user);
    chownSync(user, USER, USER);
    const open = join(lab.root, 'open');
    mkdirSync(open);
    chmodSync(open, 0o777);
    const mount = join(lab.root, 'mount');
    mkdirSync(join(mount, 'below'), { recursive: true });
    for (const above of [join(lab.root, 'link'), user, open, mount, join(mount, 'below')]) {
      expect(heal(join(above, 'x/app'), [lab.workspace, mount])).toBe('');
      expect(isThere(join(above, 'x'))).toBe(false);
    }
    // As /tmp is.
    chmodSync(open, 0o1777);
    heal(join(open, 'x/app'));
    expect(readlinkSync(join(open, 'x/app'))).toBe(lab.workspace);
  });

  test.each([
    '/usr/cs-test/app',
    '/etc/cs-test',
    '/proc/cs-test/app',
    '/cs-test',
    'C:\\Users\\me\\app',
    '/home/../etc/cs-test',
    '/cs-test/./app',
    '/cs-test/"app',
    '/cs-test/app/',
    'cs-test/app',
    '',
  ])('is not made of %j', (path) => {
    make();
    expect(heal(path)).toBe('');
    expect(setting()).toBeUndefined();
    for (const at of ['/usr/cs-test', '/etc/cs-test', '/cs-test']) expect(isThere(at)).toBe(false);
  });

  test('leads to no folder that is not mounted, whatever the record says', () => {
    make();
    const path = join(lab.root, 'home/me/app');
    for (const folder of ['/etc', lab.root, lab.config]) {
      lab.write(lab.state('folder'), `${folder}\n`);
      heal(path, [lab.workspace, lab.config]);
      expect(isThere(path)).toBe(false);
    }
    // A folder in what is mounted is a project of a repository.
    mkdirSync(join(lab.workspace, 'web'));
    lab.write(lab.state('folder'), `${join(lab.workspace, 'web')}\n`);
    heal(path);
    expect(readlinkSync(path)).toBe(join(lab.workspace, 'web'));
  });

  test('a folder of the home that lies in a volume is no project, whatever the record says', () => {
    make();
    const home = join(lab.root, 'inside-home');
    mkdirSync(join(home, 'app'), { recursive: true });
    lab.bridge(join(home, 'app'));
    const path = join(lab.root, 'home/work/app');
    symlinkSync(home, join(lab.root, 'claude-home'));
    lab.environment.CLAUDE_STATE_HOME = join(lab.root, 'claude-home');
    heal(path, [home]);
    expect(isThere(path)).toBe(false);
    delete lab.environment.CLAUDE_STATE_HOME;
    heal(path, [home]);
    expect(isThere(path)).toBe(true);
  });
});
