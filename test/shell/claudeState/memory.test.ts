import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { projectSlug } from '../../../core/src/slug.ts';
import { filesBelow, isRoot, StateLab, USER } from '../support/StateLab.ts';
import { shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

/** The folder in which Claude Code keeps what is filed by another folder's name, in the volume. */
const filedBy = (folder: string) => join(lab.config, 'projects', projectSlug(folder));

describe.each(shells)('the memory of the repository under $name', (shell) => {
  /** A container of a sub-folder; returns where Claude Code looks for the memory. */
  function subFolder(): string {
    lab = new StateLab(shell).mountProject();
    mkdirSync(join(lab.root, '.git'));
    lab.write(join(lab.project, 'memory/MEMORY.md'), 'of the host\n');
    lab.own();
    return join(filedBy(lab.root), 'memory');
  }

  test('is linked where Claude Code looks for it, beside what is begun there', () => {
    const memory = subFolder();
    lab.write(join(dirname(memory), 'begun-at-the-top.jsonl'), '{}\n');
    lab.own();
    expect(lab.bridge(lab.workspace)).toMatchObject({ code: 0, stderr: '' });
    expect(readlinkSync(memory)).toBe(join(lab.project, 'memory'));
    expect(readlinkSync(lab.inVolume)).toBe(lab.project);
    expect(filesBelow(dirname(memory))).toEqual({
      'begun-at-the-top.jsonl': '{}\n',
      memory: `-> ${join(lab.project, 'memory')}`,
    });
    expect(lab.bridge()).toMatchObject({ code: 0, stderr: '' });
    expect(lab.codes()).not.toContain('memory-not-linked');
  });

  test('leaves nothing behind where the folder is the top, or in no repository', () => {
    lab = new StateLab(shell).mountProject();
    lab.bridge(lab.workspace);
    mkdirSync(join(lab.workspace, '.git'));
    lab.bridge();
    expect(readdirSync(join(lab.config, 'projects'))).toEqual([lab.slug, 'shared']);
    expect(lab.codes()).not.toContain('memory-not-linked');
  });

  test('of a worktree whose repository is not there is that of the worktree', () => {
    lab = new StateLab(shell).mountProject();
    writeFileSync(join(lab.workspace, '.git'), 'gitdir: /home/me/main/.git/worktrees/x\n');
    lab.bridge(lab.workspace);
    expect(readdirSync(join(lab.config, 'projects'))).toEqual([lab.slug, 'shared']);
  });

  test('of a worktree whose repository is there is that of the repository', () => {
    lab = new StateLab(shell).mountProject();
    const gitdir = join(lab.root, 'main/.git/worktrees/x');
    lab.write(join(lab.workspace, '.git'), `gitdir: ${gitdir}\n`);
    lab.write(join(gitdir, 'commondir'), '../..\n');
    lab.write(join(gitdir, 'gitdir'), `${lab.workspace}/.git\n`);
    lab.bridge(lab.workspace);
    expect(readlinkSync(join(filedBy(join(lab.root, 'main')), 'memory'))).toBe(join(lab.project, 'memory'));
  });

  test('takes the place of one written inside, with which Claude Code goes on, shared or isolated', () => {
    const memory = subFolder();
    lab.write(join(memory, 'MEMORY.md'), 'of the container\n');
    lab.own();
    expect(lab.bridge(lab.workspace)).toMatchObject({ code: 0, stderr: '' });
    expect(filesBelow(lab.state('memory'))).toEqual({ 'MEMORY.md': 'of the container\n' });
    expect(filesBelow(lab.project)).toEqual({ '.keep': '', 'memory/MEMORY.md': 'of the host\n' });
    lab.write(lab.state('memory/learnt.md'), 'while it was shared\n');
    lab.own().unmountProject();
    expect(lab.bridge()).toMatchObject({ code: 0, stderr: '' });
    const own = { 'MEMORY.md': 'of the container\n', 'learnt.md': 'while it was shared\n' };
    expect(filesBelow(memory)).toEqual(own);
    expect(existsSync(lab.state('kept'))).toBe(false);
    expect(existsSync(lab.state('memory'))).toBe(false);
    lab.mountProject();
    expect(lab.bridge()).toMatchObject({ code: 0, stderr: '' });
    expect(filesBelow(lab.state('memory'))).toEqual(own);
    expect(readlinkSync(memory)).toBe(join(lab.project, 'memory'));
  });

  test('is unlinked when the project is isolated, and nothing else that dangles', () => {
    const memory = subFolder();
    const mine = join(lab.config, 'projects/-mine/memory');
    mkdirSync(dirname(mine), { recursive: true });
    symlinkSync('/nowhere', mine);
    lab.own();
    lab.bridge(lab.workspace);
    lab.unmountProject();
    lab.bridge();
    expect(readdirSync(dirname(memory))).toEqual([]);
    expect(readlinkSync(mine)).toBe('/nowhere');
  });

  test.each(['memory', 'folder'])('is not put in the place of a link of somebody else’s: %s', (what) => {
    const memory = subFolder();
    const at = what === 'memory' ? memory : dirname(memory);
    const theirs = lab.write(join(lab.root, 'theirs/x'), 'x');
    mkdirSync(dirname(at), { recursive: true });
    symlinkSync(dirname(theirs), at);
    lab.own();
    const { code, stderr } = lab.bridge(lab.workspace);
    expect(code).toBe(0);
    expect(stderr).toContain(`${at} is a link that someone else made`);
    expect(readlinkSync(at)).toBe(dirname(theirs));
    expect(filesBelow(dirname(theirs))).toEqual({ x: 'x' });
    expect(lab.codes()).toContain('memory-not-linked');
    expect(lab.codes()).toContain('bridge-foreign-link');
  });

  test('is linked again by the next bridge where the link is gone, which doctor tells', () => {
    const memory = subFolder();
    lab.bridge(lab.workspace);
    rmSync(memory);
    expect(lab.codes()).toContain('memory-not-linked');
    lab.bridge();
    expect(lab.codes()).not.toContain('memory-not-linked');
  });

  describe.runIf(isRoot)('as Claude Code is told of it by root', () => {
    const setting = () => join(lab.root, 'managed/managed-settings.d/claude-sessions.json');
    const rule = () => join(lab.root, 'managed/.claude/rules/claude-sessions.md');
    const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
    const place = () => `${JSON.stringify({ autoMemoryDirectory: join(lab.project, 'memory') })}\n`;
    const own = () => {
      const permissions = { allow: [`Read(/${join(lab.project, 'memory')}/**)`] };
      return `${JSON.stringify({ autoMemoryDirectory: lab.state('memory'), permissions })}\n`;
    };
    const readOnly = expect.stringMatching(
      /^The memory that .* is mounted read-only .*\.claude-state\/memory; .*\n$/,
    );

    /** A container in whose list of mounts the memory is there with these options, one mount over the other. */
    function mounted(...options: string[]): void {
      const line = (at: string, how: string) => `30 22 8:1 /x ${at} ${how} - ext4 /dev/sda1 rw\n`;
      const memory = options.map((how) => line(join(lab.project, 'memory'), how));
      lab.write(join(lab.root, 'mountinfo'), [line(lab.config, 'rw'), ...memory].join(''));
    }

    beforeEach(() => {
      lab = new StateLab(shell).mountProject();
      lab.environment = { CLAUDE_STATE_MOUNTINFO: join(lab.root, 'mountinfo') };
      lab.bridge(lab.workspace);
    });

    test('the place of one that can be written, or that it is read-only', () => {
      for (const { options, told } of [
        { options: ['rw,relatime'], told: [place(), undefined] },
        { options: ['ro,relatime'], told: [own(), readOnly] },
        { options: ['rw,relatime', 'ro,relatime'], told: [own(), readOnly] },
        { options: ['ro', 'rw'], told: [place(), undefined] },
        { options: [], told: [undefined, undefined] },
      ]) {
        mounted(...options);
        expect(lab.run(['heal'])).toMatchObject({ code: 0, stderr: '' });
        expect([read(setting()), read(rule())]).toEqual(told);
      }
    });

    test('of a read-only one what it says, as far as Claude Code would send it, and as no import', () => {
      const index = join(lab.project, 'memory/MEMORY.md');
      const told = (text: string) => {
        lab.write(index, text);
        expect(lab.run(['heal'])).toMatchObject({ code: 0, stderr: '' });
        return read(rule())?.split('\n\n').slice(1).join('\n\n');
      };
      mounted('ro');
      const head = 'MEMORY.md of the host, as it was when this dev container started:\n\n';
      expect(told('- [Ä](a.md): a\n\n@/etc/passwd \\n $(x) %s\n')).toBe(
        `${head}    - [Ä](a.md): a\n    \n    @/etc/passwd \\n $(x) %s\n`,
      );
      const lines = Array.from({ length: 300 }, (_, index) => `- ${index}`);
      expect(told(lines.join('\n'))).toBe(
        `${head}${lines
          .slice(0, 200)
          .map((line) => `    ${line}\n`)
          .join('')}`,
      );
      const long = `${'ä'.repeat(6000)}\n`;
      const cut = told(long.repeat(3)) ?? '';
      expect(cut).toBe(`${head}    ${long}    ${long}`);
      expect(told('')).toBe('');
      rmSync(index);
      symlinkSync('/etc/passwd', index);
      lab.run(['heal']);
      expect(read(rule())).toEqual(readOnly);
    });

    test('just that it is read-only, where the setting cannot be written as it is', () => {
      mounted('ro');
      const odd = join(lab.root, 'con"fig');
      renameSync(lab.config, odd);
      lab.config = odd;
      lab.run(['heal']);
      expect(read(setting())).toBeUndefined();
      expect(read(rule())).toMatch(/^The memory directory .* Do not write to it here\. .*tell the user\.\n$/);
    });

    test('so that everybody can read it, and once', () => {
      for (const [options, file] of [
        ['rw', setting()],
        ['ro', setting()],
        ['ro', rule()],
      ] as const) {
        mounted(options);
        lab.run(['heal']);
        expect(statSync(file).mode & 0o777).toBe(0o644);
        expect(statSync(dirname(file)).mode & 0o777).toBe(0o755);
        const before = statSync(file).mtimeMs;
        lab.run(['heal']);
        expect(statSync(file).mtimeMs).toBe(before);
      }
    });

    test('and by nobody else; where it cannot be told the place, the log says so', () => {
      mounted('rw');
      lab.run(['heal'], { uid: USER });
      expect(read(setting())).toBeUndefined();
      lab.write(join(lab.root, 'managed'), 'a file\n');
      expect(lab.run(['heal'])).toMatchObject({
        code: 0,
        stderr: expect.stringContaining('Claude Code will ask before it writes this project'),
      });
      mounted('ro');
      expect(lab.run(['heal'])).toMatchObject({ code: 0, stderr: '' });
    });
  });
});
