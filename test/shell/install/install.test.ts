import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, lstatSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isRoot } from '../support/StateLab.ts';
import { shells } from '../support/stateShells.ts';
import { InstallLab } from './InstallLab.ts';

const NOBODY = 65534;

// It gives files to another user.
describe.skipIf(!isRoot).each(shells)('install.sh under $name', (shell) => {
  let lab: InstallLab;
  beforeEach(() => {
    lab = new InstallLab(shell);
  });
  afterEach(() => lab.remove());

  const installed = (options?: Parameters<InstallLab['install']>[0]) => {
    const run = lab.install(options);
    expect(run, run.stderr).toMatchObject({ code: 0, stderr: '' });
    return run.stdout;
  };
  /** Fails, and says why in one line. */
  const refused = (options?: Parameters<InstallLab['install']>[0]) => {
    const run = lab.install(options);
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^claude-sessions: .*\n$/);
    return run.stderr;
  };

  test("makes a private ~/.claude of the remote user's, and the link to it", () => {
    installed();
    expect(readlinkSync(lab.config)).toBe(lab.dir);
    expect(lab.owned(lab.dir)).toBe(`${NOBODY} 700`);
    expect(lab.read(join(lab.share, 'remote-user'))).toBe('nobody\n');
    expect(lab.owned(lab.program)).toBe('0 755');
    expect(lab.owned(join(lab.share, 'entrypoint.sh'))).toBe('0 755');
    expect(existsSync(lab.copy)).toBe(false);
  });

  test('changes nothing the second time', () => {
    lab.write('home/.claude/settings.json', '{}\n', 0o600);
    lab.write('home/.claude.json', '{"a": 1}\n');
    installed();
    const before = lab.tree();
    expect(before).toContain('settings.json');
    installed();
    expect(lab.tree()).toBe(before);
  });

  test('keeps what the image has, and a copy with its modes and owners', () => {
    chownSync(lab.write('home/.claude/agents/a.md', 'mine\n', 0o640), NOBODY, NOBODY);
    lab.write('home/.claude/.credentials.json', 'secret\n', 0o600);
    lab.write('home/.claude/.claude-state/id', 'ours\n');
    symlinkSync('/opt/skills', join(lab.dir, 'skills'));
    spawnSync('mkfifo', [join(lab.dir, 'pipe')]);
    installed();
    expect(readdirSync(lab.copy).sort()).toEqual(['.credentials.json', 'agents', 'skills']);
    for (const dir of [lab.dir, lab.copy]) {
      expect(lab.read(join(dir, 'agents/a.md'))).toBe('mine\n');
      expect(lab.owned(join(dir, 'agents/a.md'))).toBe(`${NOBODY} 640`);
      expect(lab.owned(join(dir, '.credentials.json'))).toBe('0 600');
      expect(readlinkSync(join(dir, 'skills'))).toBe('/opt/skills');
    }
  });

  test('gives the user the folders that root made, and leaves the files', () => {
    lab.write('home/.claude/projects/x/a.jsonl');
    installed();
    expect(lab.owned(join(lab.dir, 'projects'))).toBe(`${NOBODY} 755`);
    expect(lab.owned(join(lab.dir, 'projects/x'))).toBe(`${NOBODY} 755`);
    expect(lab.owned(join(lab.dir, 'projects/x/a.jsonl'))).toBe('0 644');
  });

  test('makes a folder of a ~/.claude that is a link, with all its content', () => {
    chownSync(lab.write('opt/data/deep/.hidden', 'kept\n', 0o600), NOBODY, NOBODY);
    symlinkSync('../opt/data', lab.dir);
    expect(installed()).toContain(`${lab.dir} was a link to ${lab.root}/opt/data`);
    expect(lstatSync(lab.dir).isDirectory()).toBe(true);
    expect(lab.read(join(lab.dir, 'deep/.hidden'))).toBe('kept\n');
    expect(lab.owned(join(lab.dir, 'deep/.hidden'))).toBe(`${NOBODY} 600`);
    expect(lab.read(join(lab.root, 'opt/data/deep/.hidden'))).toBe('kept\n');
    expect(readdirSync(lab.home)).toEqual(['.claude']);
  });

  test.each(['/nonexistent/claude', '.claude'])(
    'makes a folder of a ~/.claude that links to %s',
    (target) => {
      symlinkSync(target, lab.dir);
      expect(installed()).toContain('led to no folder');
      expect(lstatSync(lab.dir).isDirectory()).toBe(true);
    },
  );

  test('turns a link round: ~/.claude led to /var/lib/claude', () => {
    lab.write('var/lib/claude/a', 'a\n');
    symlinkSync(lab.config, lab.dir);
    installed();
    expect(readlinkSync(lab.config)).toBe(lab.dir);
    expect(lab.read(join(lab.dir, 'a'))).toBe('a\n');
    expect(existsSync(`${lab.config}.image`)).toBe(false);
  });

  test('moves what is in /var/lib/claude, overwrites nothing, loses nothing', () => {
    lab.write('var/lib/claude/new', 'new\n', 0o600);
    lab.write('var/lib/claude/both/new', 'new too\n');
    lab.write('var/lib/claude/both/same', 'same\n');
    lab.write('var/lib/claude/both/other', 'there\n');
    lab.write('home/.claude/both/same', 'same\n');
    lab.write('home/.claude/both/other', 'here\n');
    expect(installed()).toContain(`those of ${lab.config} are now in ${lab.config}.image`);
    expect(readlinkSync(lab.config)).toBe(lab.dir);
    expect(lab.owned(join(lab.dir, 'new'))).toBe('0 600');
    expect(lab.read(join(lab.dir, 'both/new'))).toBe('new too\n');
    expect(lab.read(join(lab.dir, 'both/other'))).toBe('here\n');
    expect(lab.read(`${lab.config}.image/both/other`)).toBe('there\n');
    expect(readdirSync(`${lab.config}.image/both`)).toEqual(['other']);
  });

  test('leaves the place that /var/lib/claude led to before as it is', () => {
    const other = lab.write('other/.claude/secret', 'not yours\n', 0o600);
    mkdirSync(join(lab.root, 'var/lib'), { recursive: true });
    symlinkSync(join(lab.root, 'other/.claude'), lab.config);
    expect(installed()).toContain('now leads to');
    expect(readlinkSync(lab.config)).toBe(lab.dir);
    expect(lab.read(other)).toBe('not yours\n');
    expect(readdirSync(lab.dir)).toEqual([]);
  });

  test('brings ~/.claude.json to where Claude Code reads it, once', () => {
    lab.write('home/.claude.json', '{"a": 1}\n', 0o600);
    installed();
    expect(lab.read(join(lab.dir, '.claude.json'))).toBe('{"a": 1}\n');
    expect(lab.owned(join(lab.dir, '.claude.json'))).toBe('0 600');
    lab.write('home/.claude.json', '{"a": 2}\n');
    installed();
    expect(lab.read(join(lab.dir, '.claude.json'))).toBe('{"a": 1}\n');
  });

  test.each([
    ['1.9.0', '1.10.0', '1.10.0'],
    ['1.10.0', '1.9.0', '1.10.0'],
    ['2.0.0', '1.99.99', '2.0.0'],
    ['1.0', '1.0.1', '1.0.1'],
    ['1.0.1-rc.1', '1.0.0', '1.0.1-rc.1'],
    ['nonsense', '1.0.0', '1.0.0'],
  ])('of %s and then %s, %s stays', (first, second, stays) => {
    installed({ version: first });
    installed({ version: second });
    expect(lab.read(lab.program)).toContain(`'${stays}'`);
    expect(lab.read(join(lab.share, 'entrypoint.sh'))).toBe(`# ${stays}\n`);
  });

  test('replaces a program that does not run', () => {
    lab.write('bin/claude-state', 'exit 1\n', 0o755);
    installed();
    expect(lab.read(lab.program)).toContain("'1.0.0'");
  });

  test('for a user that a later Feature makes: the link, and a ~/.claude for new homes', () => {
    expect(installed({ user: 'claude-nobody-yet', home: '' })).toContain(
      'there is no user claude-nobody-yet',
    );
    expect(readlinkSync(lab.config)).toBe('/home/claude-nobody-yet/.claude');
    expect(lab.owned(join(lab.skeleton, '.claude'))).toBe('0 700');
    expect(lab.read(join(lab.share, 'remote-user'))).toBe('claude-nobody-yet\n');
  });

  test.each([String(NOBODY), `${NOBODY}:${NOBODY}`, 'nobody:nogroup'])('knows the user by %s', (user) => {
    installed({ user });
    expect(lab.owned(lab.dir)).toBe(`${NOBODY} 700`);
    expect(lab.read(join(lab.share, 'remote-user'))).toBe('nobody\n');
  });

  test('makes the home of a user who has none', () => {
    const home = join(lab.root, 'homes/new');
    installed({ home });
    expect(lab.owned(home)).toBe(`${NOBODY} 755`);
    expect(readlinkSync(lab.config)).toBe(join(home, '.claude'));
  });

  test('copes with spaces in paths', () => {
    const home = join(lab.root, 'a home');
    lab.write('a home/.claude/a file', 'a\n');
    installed({ home });
    expect(lab.read(join(lab.copy, 'a file'))).toBe('a\n');
  });

  test('refuses where ~/.claude is a file', () => {
    lab.write('home/.claude');
    expect(refused()).toContain(`${lab.dir} is a file`);
  });

  test('refuses where /var/lib/claude is a file', () => {
    lab.write('var/lib/claude');
    expect(refused()).toContain(`${lab.config} is a file`);
  });

  test('refuses where the home cannot be made', () => {
    expect(refused({ home: '/dev/null/home' })).toContain('/dev/null/home, cannot be made');
  });

  test('refuses to run as anybody but root', () => {
    expect(refused({ uid: NOBODY })).toContain('must run as root');
  });
});
