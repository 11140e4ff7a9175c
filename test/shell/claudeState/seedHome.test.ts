import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { rounds } from '../../harness/system/rounds.ts';
import { debian13Shell } from '../support/debian13Shell.ts';
import { isRoot, StateLab, USER } from '../support/StateLab.ts';
import { type StateShell, shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab?.remove());

/** A whole home in an image, and a volume that lies over it. */
class SeededHome {
  readonly image: string;
  readonly home: string;

  constructor(shell: StateShell) {
    lab = new StateLab(shell);
    this.image = join(lab.root, 'image');
    this.home = lab.config;
    mkdirSync(this.image);
    for (const [path, text] of Object.entries({
      '.bashrc': 'rc',
      '.ssh/key': 'k',
      '.config/tool/settings.toml': 'a = 1',
      'bin/tool': '#!/bin/sh',
      'with space/b c': 'x',
      'two\nlines/in a\nname': 'n',
      'go/pkg/mod/f.go': 'package f',
    }))
      this.put(path, text);
    chmodSync(join(this.image, '.ssh'), 0o700);
    chmodSync(join(this.image, '.ssh/key'), 0o600);
    chmodSync(join(this.image, 'bin/tool'), 0o755);
    mkdirSync(join(this.image, 'empty'));
    symlinkSync('bin/tool', join(this.image, 'link'));
    symlinkSync('/nowhere/at all', join(this.image, 'dangling'));
    chmodSync(join(this.image, 'go/pkg/mod'), 0o555);
  }

  /** Writes a file of the image, of a time that is not now. */
  put(path: string, text: string, time = 1_600_000_000): void {
    const at = join(this.image, path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, text);
    utimesSync(at, time, time);
  }

  seed(...options: string[]) {
    const run = lab.run(['seed', ...options, this.image, this.home]);
    expect(run.code).toBe(0);
    return run;
  }

  /** What it prints, where nothing goes wrong. */
  quietly(...options: string[]): string {
    const { stdout, stderr } = this.seed(...options);
    expect(stderr).toBe('');
    return stdout;
  }

  report(): string[] {
    const { code, stdout } = lab.run(['seed', '--report', this.home]);
    expect(code).toBe(0);
    return stdout.split('\n').filter(Boolean).sort();
  }

  here(path: string): string {
    return join(this.home, path);
  }

  /** Of each entry: kind and mode, time, and what it holds. */
  tree(folder = this.home, prefix = ''): Record<string, string> {
    const found: Record<string, string> = {};
    for (const name of readdirSync(folder)) {
      if (name === '.claude-state') continue;
      const at = join(folder, name);
      const stats = lstatSync(at);
      const what = stats.isSymbolicLink()
        ? `-> ${readlinkSync(at)}`
        : stats.isFile()
          ? `${(stats.mode & 0o7777).toString(8)} ${Math.floor(stats.mtimeMs / 1000)} ${readFileSync(at)}`
          : `${(stats.mode & 0o7777).toString(8)}`;
      found[prefix + name] = what;
      if (stats.isDirectory()) Object.assign(found, this.tree(at, `${prefix}${name}/`));
    }
    return found;
  }
}

const tried = [
  ...shells,
  ...(await rounds({ short: async () => [], long: async () => [await debian13Shell()] })()),
];

const timeout = rounds({ short: 120_000, long: 900_000 });

describe.each(tried)('a whole home, seeded under $name', { timeout }, (shell) => {
  test('comes with modes, times, links and any name, and stays so', () => {
    const home = new SeededHome(shell);
    expect(home.quietly()).toMatch(/^claude-state: from the image to .*: \d+ added\n$/);
    expect(home.tree()).toEqual(home.tree(home.image));
    const first = home.tree();
    for (let turn = 0; turn < rounds({ short: 3, long: 100 }); turn++) expect(home.quietly()).toBe('');
    expect(home.tree()).toEqual(first);
    expect(readdirSync(lab.state('seed')).sort()).toEqual(['odd', 'record', 'report', 'times']);
  });

  test('a new image brings what is new, over nothing that is the user’s', () => {
    const home = new SeededHome(shell);
    home.quietly();
    writeFileSync(home.here('.bashrc'), 'mine');
    rmSync(home.here('bin'), { recursive: true });
    rmSync(home.here('two\nlines'), { recursive: true });
    writeFileSync(home.here('taken'), 'the user was first');
    mkdirSync(home.here('.config/new'));
    lab.own();
    for (const [path, text] of Object.entries({
      '.bashrc': 'rc of the new image',
      'bin/tool': '#!/bin/bash',
      '.config/tool/settings.toml': 'a = 22',
      '.config/new/file': 'new',
      '.config/more/deep/file': 'new too',
      taken: 'by the image',
      '.ssh/known': 'h',
    }))
      home.put(path, text, 1_700_000_000);
    expect(home.quietly()).toMatch(
      /: 3 added, 1 newer in the image \(claude-state seed --refresh takes them over\), 2 newer in the image but changed or deleted here, and left\n$/,
    );
    const { '.config': _, ...tree } = home.tree();
    expect(tree).toMatchObject({
      '.bashrc': expect.stringMatching(/ mine$/),
      '.config/tool/settings.toml': '644 1600000000 a = 1',
      '.config/new/file': '644 1700000000 new',
      '.config/more/deep/file': '644 1700000000 new too',
      taken: expect.stringMatching(/ the user was first$/),
      '.ssh/known': '644 1700000000 h',
    });
    for (const gone of ['bin', 'two\nlines'])
      expect([gone, existsSync(home.here(gone))]).toEqual([gone, false]);
    expect(home.report()).toEqual([
      'added .config/more',
      'added .config/new/file',
      'added .ssh/known',
      'left .bashrc',
      'left bin/tool',
      'newer .config/tool/settings.toml',
    ]);
    expect(home.quietly()).toMatch(/: 1 newer in the image .*\)\n$/);
    expect(lab.codes()).toContain('seed-newer');
    expect(home.quietly()).toBe('');
    expect(home.quietly('--refresh')).toMatch(/: 1 replaced\n$/);
    expect(home.tree()).toMatchObject({ ...tree, '.config/tool/settings.toml': '644 1700000000 a = 22' });
    expect(home.quietly('--refresh')).toBe('');
    expect(lab.codes()).not.toContain('seed-newer');
    expect(home.report()).toEqual(['refreshed .config/tool/settings.toml']);
  });

  test('an image made anew with the same content is no newer one, and the next change is told', () => {
    const home = new SeededHome(shell);
    home.quietly();
    for (const [path, text] of [
      ['.bashrc', 'rc'],
      ['with space/b c', 'x'],
    ] as const)
      home.put(path, text, 1_700_000_000);
    const before = home.tree();
    expect([home.quietly(), home.quietly('--refresh')]).toEqual(['', '']);
    expect(home.tree()).toEqual(before);
    home.put('.bashrc', 'RC', 1_800_000_000);
    expect(home.quietly()).toMatch(/: 1 newer in the image /);
    writeFileSync(home.here('.bashrc'), 'my');
    lab.own();
    expect(home.quietly('--refresh')).toMatch(/: 1 newer in the image but changed or deleted here/);
    expect(readFileSync(home.here('.bashrc'), 'utf8')).toBe('my');
  });

  test('an image of the same stamp is not looked at, one of another is', () => {
    const home = new SeededHome(shell);
    home.quietly('--stamp', 'one');
    home.put('new', 'new');
    expect(home.quietly('--stamp', 'one')).toBe('');
    expect(existsSync(home.here('new'))).toBe(false);
    writeFileSync(`${home.image}.stamp`, 'two\n');
    expect(home.quietly()).toMatch(/: 1 added\n$/);
    home.put('newer', 'newer');
    expect(home.quietly()).toBe('');
    expect(home.quietly('--refresh')).toMatch(/: 1 added\n$/);
  });

  test('a folder where a file should be, and the other way round, are the user’s', () => {
    const home = new SeededHome(shell);
    mkdirSync(home.here('.bashrc'));
    writeFileSync(home.here('.config'), 'a file');
    symlinkSync('/nowhere', home.here('bin'));
    lab.own();
    home.quietly();
    expect(home.tree()).toMatchObject({
      '.config': expect.stringMatching(/a file$/),
      bin: '-> /nowhere',
      'with space/b c': expect.anything(),
    });
    expect(readdirSync(home.here('.bashrc'))).toEqual([]);
    // When they are out of the way, what would have been in them comes.
    rmSync(home.here('.config'));
    lab.own();
    home.quietly();
    expect(readFileSync(home.here('.config/tool/settings.toml'), 'utf8')).toBe('a = 1');
  });

  test('what an older version had recorded stays away when it was deleted', () => {
    const home = new SeededHome(shell);
    mkdirSync(lab.state(''));
    writeFileSync(lab.state('seeded'), ['.bashrc', 'bin', 'bin/tool', 'empty', ''].join('\n'));
    writeFileSync(home.here('.bashrc'), 'of the old image');
    lab.own();
    home.quietly();
    expect(existsSync(home.here('bin'))).toBe(false);
    expect(existsSync(lab.state('seeded'))).toBe(false);
    expect(existsSync(home.here('.ssh/key'))).toBe(true);
    home.put('.bashrc', 'of the newest', 1_800_000_000);
    home.quietly('--refresh');
    expect(readFileSync(home.here('.bashrc'), 'utf8')).toBe('of the old image');
  });

  test('killed when all was copied, the next run goes on from there: what was deleted since stays away', () => {
    const home = new SeededHome(shell);
    home.quietly();
    const [record, next] = [lab.state('seed/record'), lab.state('seed/next')];
    writeFileSync(next, readFileSync(record));
    writeFileSync(record, '');
    rmSync(home.here('bin'), { recursive: true });
    lab.own();
    home.quietly();
    expect(existsSync(home.here('bin'))).toBe(false);
    expect(existsSync(next)).toBe(false);
  });

  test('killed at any instant, the next run completes it', async () => {
    const home = new SeededHome(shell);
    for (let n = 0; n < 40; n++) home.put(`many/d${n % 7}/f${n}`, `text ${n}`.repeat(500));
    const whole = home.tree(home.image);
    const kills = rounds({ short: 12, long: 200 });
    let hit = 0;
    for (let turn = 0; hit < kills && turn < kills * 20; turn++) {
      const run = lab.start(['seed', home.image, home.home]);
      let alive = true;
      void run.ended.then(() => {
        alive = false;
      });
      await sleep((turn * 7) % 120);
      if (alive) hit++;
      run.kill();
      await run.ended;
      // Whatever is there is whole.
      for (const [path, what] of Object.entries(home.tree()))
        expect([path, what]).toEqual([path, whole[path]]);
      if (turn % 3 !== 2) continue;
      home.quietly();
      expect(home.tree()).toEqual(whole);
      for (const name of readdirSync(home.home)) {
        spawnSync('chmod', ['-R', 'u+w', join(home.home, name)]);
        rmSync(join(home.home, name), { recursive: true });
      }
    }
    expect(hit).toBe(kills);
  });

  test.runIf(isRoot)('a full disk: a clear line, nothing is half, and the next run goes on', () => {
    const home = new SeededHome(shell);
    for (let n = 0; n < 8; n++) home.put(`large/f${n}`, `${n}`.repeat(150_000));
    const whole = home.tree(home.image);
    const levels = Array.from({ length: 60 }, (_, n) => `${4 + n * 20}k`);
    for (const size of rounds({ short: ['96k', '300k', '700k'], long: levels })) {
      lab.mount('-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', home.home);
      lab.own();
      const run = home.seed();
      // A clear line, and no more than one. On the fullest there is no room for the record of it.
      expect([size, run.stderr]).toEqual([size, expect.stringMatching(/^claude-state: [^\n]*\n$/)]);
      if (Number.parseInt(size, 10) >= 96) {
        expect(run.stderr).toMatch(/could not be copied from the image \(full disk or no permission\?\)/);
        expect(lab.trouble()).toMatch(/^seed-failed\t/);
      }
      for (const [path, what] of Object.entries(home.tree()))
        expect([path, what]).toEqual([path, whole[path]]);
      spawnSync('mount', ['-o', 'remount,size=8m', home.home]);
      home.quietly();
      expect([size, home.tree()]).toEqual([size, whole]);
      expect(lab.trouble()).toBe('');
      lab.unmount();
    }
  });

  test.runIf(isRoot)('what the user cannot read in the image comes by root, whatever is around it', () => {
    const home = new SeededHome(shell);
    home.put('secret/deep/file', 's');
    home.put('secret/open', 'o');
    chmodSync(join(home.image, 'secret/deep'), 0o700);
    chmodSync(join(home.image, '.ssh/key'), 0o600);
    home.quietly('--stamp', 'a');
    expect(home.tree()).toEqual(home.tree(home.image));
    expect(home.quietly('--stamp', 'a')).toBe('');
  });

  test.runIf(isRoot)('what is mounted below is left alone, and comes when the mount is gone', () => {
    const home = new SeededHome(shell);
    home.put('bind/file', 'of the image');
    const other = join(lab.root, 'other');
    mkdirSync(join(other, 'deep'), { recursive: true });
    mkdirSync(home.here('.ssh'));
    mkdirSync(home.here('bind'));
    mkdirSync(home.here('.config/tool'), { recursive: true });
    lab.own();
    lab.bind(other, home.here('.ssh'));
    lab.bind(other, home.here('.config/tool'));
    home.quietly('--stamp', 'a');
    expect(home.tree(other)).toEqual({ deep: '755' });
    expect(home.report().filter((line) => /ssh|config/.test(line))).toEqual([]);
    expect(readFileSync(home.here('bind/file'), 'utf8')).toBe('of the image');
    expect(home.quietly('--stamp', 'a')).toBe('');
    lab.unmount();
    // By the same image.
    home.quietly('--stamp', 'a');
    expect(home.tree()).toMatchObject({
      '.ssh/key': '600 1600000000 k',
      '.config/tool/settings.toml': '644 1600000000 a = 1',
    });
    // Seeded once, then hidden: neither deleted by the user nor written.
    lab.bind(other, home.here('.ssh'));
    home.put('.ssh/key', 'newer', 1_700_000_000);
    home.put('.ssh/more', 'more', 1_700_000_000);
    expect(home.quietly('--refresh')).toBe('');
    expect(home.tree(other)).toEqual({ deep: '755' });
    lab.unmount();
    expect(home.quietly('--refresh')).toMatch(/: 1 added, 1 replaced\n$/);
    expect(readFileSync(home.here('.ssh/key'), 'utf8')).toBe('newer');
  });

  test.runIf(isRoot)('killed when all was copied, a mount that came since is not written', () => {
    const home = new SeededHome(shell);
    const other = join(lab.root, 'other');
    mkdirSync(other);
    home.quietly();
    const [record, next] = [lab.state('seed/record'), lab.state('seed/next')];
    writeFileSync(next, readFileSync(record));
    writeFileSync(record, '');
    mkdirSync(lab.state('seed/new/.ssh'), { recursive: true });
    writeFileSync(lab.state('seed/new/.ssh/key'), 'k');
    rmSync(home.here('.ssh/key'));
    lab.own();
    lab.bind(other, home.here('.ssh'));
    home.quietly();
    expect(readdirSync(other)).toEqual([]);
    lab.unmount();
    home.quietly('--refresh');
    expect(readFileSync(home.here('.ssh/key'), 'utf8')).toBe('k');
  });

  test('an archive that was opened to all gives each its own mode', () => {
    const home = new SeededHome(shell);
    const modes: string[] = [];
    const open = (path: string, kind: string, mode: string) => {
      modes.push(`${kind} ${mode} ./${path}`);
      chmodSync(join(home.image, path), kind.startsWith('4') ? 0o755 : 0o644);
    };
    const whole = home.tree(home.image);
    open('.ssh', '41c0', '700');
    open('.ssh/key', '8180', '600');
    open('bin/tool', '81c8', '710');
    writeFileSync(`${home.image}.modes`, `${modes.join('\n')}\n`);
    home.quietly();
    const expected = { ...whole, 'bin/tool': '710 1600000000 #!/bin/sh' };
    expect(home.tree()).toEqual(expected);
    expect([home.quietly(), home.quietly('--refresh')]).toEqual(['', '']);
    home.put('.ssh/key', 'newer', 1_700_000_000);
    expect(home.quietly('--refresh')).toMatch(/: 1 replaced\n$/);
    expect(home.tree()).toEqual({ ...expected, '.ssh/key': '600 1700000000 newer' });
  });

  test.runIf(isRoot)(
    'a folder of root’s where the image has one: a clear line, and what is in it comes when it is the user’s',
    () => {
      const home = new SeededHome(shell);
      home.put('.claude/settings.json', '{}');
      mkdirSync(home.here('.claude'), { mode: 0o755 });
      writeFileSync(home.here('.claude/mine'), 'm');
      const { stderr } = home.seed();
      expect(stderr).toMatch(
        /^claude-state: [^\n]*\.claude\/settings\.json could not be copied from the image [^\n]*\n$/,
      );
      const { '.claude': _, '.claude/settings.json': settings, ...rest } = home.tree(home.image);
      expect(home.tree()).toEqual({
        ...rest,
        '.claude': '755',
        '.claude/mine': expect.stringMatching(/ m$/),
      });
      expect(lab.trouble()).toMatch(/^seed-failed\t/);
      lab.own();
      home.quietly();
      expect(home.tree()).toMatchObject({ ...rest, '.claude/settings.json': settings });
      expect(lab.trouble()).toBe('');
    },
  );

  test.runIf(isRoot)('without root, what the user cannot read is named, and the rest comes', () => {
    const home = new SeededHome(shell);
    home.put('secret/file', 's');
    chmodSync(join(home.image, 'secret'), 0o700);
    chmodSync(join(home.image, '.ssh/key'), 0o644);
    chmodSync(join(home.image, '.ssh'), 0o755);
    const run = lab.run(['seed', home.image, home.home], { uid: USER });
    expect(run).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^claude-state: [^\n]*secret[^\n]*\n$/),
    });
    expect(existsSync(home.here('with space/b c'))).toBe(true);
    expect(lab.trouble()).toMatch(/^seed-/);
    chmodSync(join(home.image, 'secret'), 0o755);
    expect(lab.run(['seed', home.image, home.home], { uid: USER })).toMatchObject({ code: 0, stderr: '' });
    expect(home.tree()).toEqual(home.tree(home.image));
    expect(lab.trouble()).toBe('');
  });

  test('names are printed so that they do nothing to a terminal', () => {
    const home = new SeededHome(shell);
    home.put('\u001b[31mred', 'x');
    home.quietly();
    const { stdout } = lab.run(['seed', '--report', home.home]);
    expect(stdout).toContain('red');
    expect(stdout).not.toContain('\u001b');
  });
});
