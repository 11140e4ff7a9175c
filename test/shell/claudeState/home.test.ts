import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { findOnPath } from '../../harness/system/findOnPath.ts';
import { give, isRoot, owner, StateLab, USER } from '../support/StateLab.ts';
import { type StateShell, shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab?.remove());

const names = /^HOME_LINKS='([^']*)'$/m
  .exec(readFileSync('feature/lib/home.sh', 'utf8'))?.[1]
  ?.split(/\s+/)
  .filter(Boolean) as string[];

/** A container whose home lies in a volume: /claude-home, and what is the container's own. */
class KeptHome {
  readonly home: string;
  readonly layer: string;
  readonly image: string;
  readonly link: string;

  constructor(shell: StateShell, remoteUser?: string) {
    lab = new StateLab(shell, remoteUser);
    this.home = join(lab.root, 'home');
    this.layer = join(lab.root, 'layer');
    this.image = join(lab.share, 'image-home');
    this.link = join(lab.root, 'claude-home');
    for (const name of names) {
      mkdirSync(join(this.layer, name), { recursive: true });
      chmodSync(join(this.layer, name), 0o1777);
    }
    mkdirSync(this.image);
    mkdirSync(this.home);
    lab.bind(this.home, this.home);
    give(this.home, USER);
    symlinkSync(this.home, this.link);
    lab.environment = { CLAUDE_STATE_HOME: this.link, CLAUDE_STATE_LAYER: this.layer, HOME: this.home };
  }

  put(path: string, text: string, stamp: string): this {
    lab.write(join(this.image, path), text);
    writeFileSync(`${this.image}.stamp`, `${stamp}\n`);
    return this;
  }

  here(path: string): string {
    return join(this.home, path);
  }

  start(options?: Parameters<StateLab['run']>[1]) {
    const run = lab.run(['home'], options);
    expect(run.code).toBe(0);
    return run;
  }

  quietly(): string {
    const { stdout, stderr } = this.start();
    expect(stderr).toBe('');
    return stdout;
  }

  /** Each link leads to the container's own folder. */
  links(): Record<string, string> {
    return Object.fromEntries(names.map((name) => [name, readlinkSync(this.here(name))]));
  }

  whole(): Record<string, string> {
    return Object.fromEntries(names.map((name) => [name, join(this.layer, name)]));
  }
}

describe.skipIf(!isRoot).each(shells)('home under $name', (shell) => {
  test('an empty volume gets its links and what the image has, and is the user’s; the next start does nothing', () => {
    const home = new KeptHome(shell);
    home.put('.bashrc', 'rc', 'a');
    give(home.home, 0);
    // What the image has of an editor's server, for the number that the user had there.
    const extension = lab.write(join(home.layer, '.vscode-server/extensions/x'), 'x');
    chmodSync(extension, 0o666);
    give(extension, 4321);
    expect(home.quietly()).toMatch(/: 1 added\n$/);
    expect([owner(extension), lstatSync(extension).mode & 0o777]).toEqual([`${USER}:${USER}`, 0o644]);
    expect(home.links()).toEqual(home.whole());
    expect(readFileSync(home.here('.bashrc'), 'utf8')).toBe('rc');
    for (const path of ['', '.bashrc', '.devcontainer', '.cache', '.claude'])
      expect([path, owner(home.here(path))]).toEqual([path, `${USER}:${USER}`]);
    for (const name of names)
      expect([
        owner(join(home.layer, name)),
        (lstatSync(join(home.layer, name)).mode & 0o7777).toString(8),
      ]).toEqual([`${USER}:${USER}`, '755']);
    expect(home.quietly()).toBe('');
    rmSync(home.here('.bashrc'));
    home.put('.new', 'n', 'b');
    expect(home.quietly()).toMatch(/: 1 added\n$/);
    expect(existsSync(home.here('.bashrc'))).toBe(false);
  });

  test('where nothing has changed, a start costs a few processes and none of the user’s', () => {
    const home = new KeptHome(shell);
    home.put('.bashrc', 'rc', 'a').quietly();
    const trace = join(lab.root, 'trace');
    const args = ['-f', '-qq', '-e', 'trace=execve', '-o', trace, lab.shell.program, 'home'];
    expect(spawnSync(findOnPath('strace') ?? 'strace', args, { env: lab.env() }).status).toBe(0);
    const programs = [...readFileSync(trace, 'utf8').matchAll(/execve\("([^"]+)", \[[^\n]*= 0$/gm)].map(
      (m) => m[1],
    );
    expect(programs.map((path) => path?.split('/').at(-1))).not.toContain('setpriv');
    // The program's own shell, awk for the mounts, stat and find for the owner.
    expect(programs.length, programs.join(' ')).toBeLessThanOrEqual(6);
  });

  test('a user without root needs none, whatever UID the image had', () => {
    const home = new KeptHome(shell);
    lab.write(join(home.image, '.ssh/key'), 'k');
    home.put('.bashrc', 'rc', 'a');
    writeFileSync(`${home.image}.modes`, '41c0 700 ./.ssh\n8180 600 ./.ssh/key\n');
    expect(home.start({ uid: USER })).toMatchObject({
      stderr: '',
      stdout: expect.stringMatching(/: 2 added\n$/),
    });
    expect(home.links()).toEqual(home.whole());
    expect((lstatSync(home.here('.ssh/key')).mode & 0o777).toString(8)).toBe('600');
    expect(home.start({ uid: USER })).toMatchObject({ stderr: '', stdout: '' });
  });

  test('all changes hands once when the user has another number, through no link and in no mount', () => {
    const home = new KeptHome(shell);
    const outside = lab.write('outside/file', 'o');
    mkdirSync(home.here('deep/er'), { recursive: true });
    writeFileSync(home.here('deep/er/file'), 'x');
    symlinkSync(join(lab.root, 'outside'), home.here('link'));
    mkdirSync(home.here('.ssh'));
    lab.bind(join(lab.root, 'outside'), home.here('.ssh'));
    for (const path of ['', 'deep', 'deep/er', 'deep/er/file']) give(home.here(path), 4321);
    home.quietly();
    for (const path of ['', 'deep', 'deep/er', 'deep/er/file', 'link'])
      expect([path, owner(home.here(path))]).toEqual([path, `${USER}:${USER}`]);
    expect(owner(outside)).toBe('0:0');
    // What is right at the top is not looked through again; folders that the engine made for mounts are.
    give(home.here('deep/er/file'), 4321);
    mkdirSync(home.here('.config/gh'), { recursive: true });
    home.quietly();
    expect(owner(home.here('deep/er/file'))).toBe('4321:4321');
    expect(owner(home.here('.config/gh'))).toBe(`${USER}:${USER}`);
  });

  test('a real folder of a volume from elsewhere is kept beside; what is mounted or the user’s link is left', () => {
    const home = new KeptHome(shell);
    for (const name of ['.vscode-server', '.vscode-server.kept', '.cursor-server/mine'])
      mkdirSync(home.here(name), { recursive: true });
    writeFileSync(home.here('.vscode-server/file'), 'v');
    symlinkSync(lab.workspace, home.here('.windsurf-server'));
    symlinkSync('/var/lib/claude-home', home.here('.kiro-server'));
    give(home.here('.vscode-server'), USER);
    lab.bind(lab.workspace, home.here('.cursor-server/mine'));
    const { stderr } = home.start();
    expect(stderr).toMatch(
      /^claude-state: .*\.vscode-server is the container's own now[^\n]*\.vscode-server\.kept2\.[^\n]*\n$/,
    );
    expect(readFileSync(home.here('.vscode-server.kept2/file'), 'utf8')).toBe('v');
    expect(readlinkSync(home.here('.vscode-server'))).toBe(join(home.layer, '.vscode-server'));
    expect(readlinkSync(home.here('.windsurf-server'))).toBe(lab.workspace);
    expect(lstatSync(home.here('.cursor-server')).isDirectory()).toBe(true);
    expect(lab.codes(USER)).toContain('home-markers');
  });

  test('without a volume it says so, and writes nothing', () => {
    const home = new KeptHome(shell);
    lab.unmount();
    expect(home.start().stderr).toMatch(/^claude-state: no volume is mounted at [^\n]*\n$/);
    expect(readdirSync(home.home)).toEqual([]);
    expect(lab.codes()).toContain('home-not-mounted');
  });

  test('a home that cannot be written is one line, and exit 0', () => {
    const home = new KeptHome(shell);
    give(home.home, 0);
    expect(home.start({ uid: USER }).stderr).toMatch(
      /^claude-state: the home [^\n]* is not writable for uid [^\n]*\n$/,
    );
    expect(lab.codes(USER)).toContain('home-not-owned');
    spawnSync('mount', ['-o', 'remount,bind,ro', home.home]);
    expect(home.start().stderr).toMatch(/could not be given to uid/);
  });

  test('doctor: alone it has nothing to say; HOME elsewhere and what is newer it names', () => {
    const home = new KeptHome(shell);
    home.put('.bashrc', 'rc', 'a').quietly();
    give(home.here('.claude'), USER);
    mkdirSync(home.here('.claude/projects'));
    give(home.here('.claude/projects'), USER);
    lab.config = home.here('.claude');
    lab.environment.CLAUDE_CONFIG_DIR = '';
    lab.environment.HOME = home.home;
    const quiet = ['project-not-mounted', 'claude-not-found'];
    const codes = () => lab.codes(USER).filter((code) => !quiet.includes(code));
    expect(codes()).toEqual([]);
    home.put('.bashrc', 'newer', 'b').quietly();
    expect(codes()).toEqual(['seed-newer']);
    expect(lab.run(['seed', '--refresh']).stdout).toMatch(/: 1 replaced\n$/);
    expect(readFileSync(home.here('.bashrc'), 'utf8')).toBe('newer');
    expect(codes()).toEqual([]);
    lab.environment.HOME = lab.root;
    expect(codes()).toContain('home-elsewhere');
  });

  test('a full disk is a line for each thing, exit 0, and the next start completes it', () => {
    const home = new KeptHome(shell);
    lab.unmount();
    lab.mount('-t', 'tmpfs', '-o', 'size=64k,nr_inodes=8,mode=755', 'tmpfs', home.home);
    give(home.home, USER);
    home.put('.bashrc', 'x'.repeat(100_000), 'a');
    const { stderr } = home.start();
    expect(
      stderr
        .trim()
        .split('\n')
        .every((line) => /^claude-state: [^\n]+$/.test(line)),
    ).toBe(true);
    expect(stderr).toMatch(/could not be made a link/);
    spawnSync('mount', ['-o', 'remount,size=8m,nr_inodes=1000', home.home]);
    expect(home.quietly()).toMatch(/: 1 added\n$/);
    expect(home.links()).toEqual(home.whole());
    expect(lab.codes(USER).filter((code) => /^(home|seed)-/.test(code))).toEqual([]);
  });

  test('a link of the user’s in the place of ~/.claude gives nothing of root’s away, wherever it leads', () => {
    const home = new KeptHome(shell);
    const outside = lab.write('outside/file', 'o');
    lab.bind(dirname(outside), dirname(outside));
    symlinkSync(dirname(outside), home.here('.claude'));
    lab.environment.CLAUDE_CONFIG_DIR = join(lab.root, 'none');
    expect(lab.run(['start'])).toMatchObject({ code: 0, stderr: '' });
    expect([dirname(outside), outside].map(owner)).toEqual(['0:0', '0:0']);
    expect(readdirSync(dirname(outside))).toEqual(['file']);
    lab.environment.CLAUDE_CONFIG_DIR = home.here('.claude');
    expect(lab.run(['heal']).stderr).toContain('ownership was left alone');
    expect(owner(outside)).toBe('0:0');
    // A folder of its own there is healed, and what is wrong with it is recorded in it.
    rmSync(home.here('.claude'));
    mkdirSync(home.here('.claude'));
    for (let n = 0; n < 2; n++) lab.bind(dirname(outside), home.here('.claude'));
    lab.environment.CLAUDE_CONFIG_DIR = join(lab.root, 'none');
    expect(lab.run(['start']).stderr).toMatch(/^claude-state: two mounts lie on [^\n]*\n$/);
  });

  test('what has another name elsewhere does not change hands with the container’s own folders', () => {
    const home = new KeptHome(shell);
    const outside = lab.write('outside', 'o');
    chmodSync(outside, 0o622);
    linkSync(outside, join(home.layer, '.devcontainer/hard'));
    symlinkSync(outside, join(home.layer, '.devcontainer/soft'));
    home.quietly();
    expect([owner(outside), lstatSync(outside).mode & 0o777]).toEqual(['0:0', 0o622]);
    expect(owner(join(home.layer, '.devcontainer/soft'))).toBe(`${USER}:${USER}`);
  });

  test('seed, by root and by hand, makes no config directory of the home', () => {
    const home = new KeptHome(shell);
    home.put('.bashrc', 'rc', 'a').quietly();
    give(home.home, 0);
    chmodSync(home.home, 0o755);
    home.put('.new', 'n', 'b');
    lab.run(['seed']);
    expect([existsSync(home.here('projects')), lstatSync(home.home).mode & 0o777]).toEqual([false, 0o755]);
    lab.environment.CLAUDE_CONFIG_DIR = join(lab.root, 'none');
    expect(lab.run(['seed', '--report'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('added '),
      stderr: '',
    });
  });

  test('doctor names what went wrong once; root’s own HOME is none of its business', () => {
    const home = new KeptHome(shell);
    home.quietly();
    const trouble = lab.write(home.here('.claude-state/trouble'), 'seed-failed\tx\nhome-not-linked\tx\n');
    give(trouble, USER);
    const codes = lab.codes(USER);
    expect(codes.filter((code) => code === 'seed-failed')).toHaveLength(1);
    // What was put right by hand is told no more.
    home.quietly();
    expect(existsSync(trouble)).toBe(false);
    const passwd = lab.write(
      'passwd',
      `root:x:0:0::/root:/bin/sh\nnobody:x:${USER}:${USER}::${home.home}:/bin/sh\n`,
    );
    const script = 'mount --bind "$1" /etc/passwd && exec "$2" doctor --json';
    const words = ['-m', '/bin/sh', '-c', `PATH=/usr/bin:/bin; ${script}`, 'sh', passwd, shell.program];
    const run = spawnSync('/usr/bin/unshare', words, {
      env: { ...lab.env(), HOME: '/root' },
      encoding: 'utf8',
    });
    expect(run.stdout).toContain('"findings"');
    expect(run.stdout).not.toContain('home-elsewhere');
  });

  test('root as the remote user', () => {
    const home = new KeptHome(shell, 'root');
    give(home.home, 0);
    home.put('.bashrc', 'rc', 'a');
    expect(home.quietly()).toMatch(/: 1 added\n$/);
    expect(home.links()).toEqual(home.whole());
    expect(home.quietly()).toBe('');
  });
});
