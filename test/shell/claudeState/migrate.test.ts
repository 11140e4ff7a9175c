import { spawn } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { hashTree } from '../../harness/project/transcripts.ts';
import { rounds } from '../../harness/system/rounds.ts';
import { isRoot, StateLab, USER } from '../support/StateLab.ts';
import { shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab?.remove());

const transcript = 'projects/-workspaces-app/0ee0d460-c98b-4821-9cec-8127077b0b2b.jsonl';
const flat = ['auth.db', 'ssh/id', '.env', 'project-config.json', '.credentials.json', transcript];

/** A volume of another layout that now lies over the home. */
describe.each(shells)('claude-state migrate under $name', (shell) => {
  const make = (...paths: string[]) => {
    lab = new StateLab(shell);
    for (const path of paths) lab.write(`config/${path}`, `${path}\n`);
    lab.own();
    return lab.config;
  };
  const migrate = () => lab.run(['migrate', lab.config]);
  const tree = () =>
    Object.fromEntries(
      Object.entries(hashTree(lab.config)).filter(([path]) => !path.startsWith('.claude-state/')),
    );

  it('.claude is made of a flat layout, once; its entries stay', () => {
    const home = make(...flat, '.bashrc');
    const before = tree();
    const { code, stderr } = migrate();
    expect(code).toBe(0);
    expect(stderr).toBe(
      `claude-state: ${home}/.claude has the state of Claude Code that lay at the top of ${home}, and which stays there.\n`,
    );
    const after = tree();
    expect(after).toMatchObject(before);
    expect(Object.keys(after).filter((path) => path.startsWith('.claude/'))).toEqual(
      flat.map((path) => `.claude/${path}`).sort(),
    );
    expect(lstatSync(join(home, '.claude')).mode & 0o777).toBe(0o700);
    if (isRoot) expect(lstatSync(join(home, '.claude', transcript)).uid).toBe(USER);
    // What the user does then is theirs.
    rmSync(join(home, '.claude/auth.db'));
    expect(migrate()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(existsSync(join(home, '.claude/auth.db'))).toBe(false);
  });

  it('of a bare config directory too, and into a .claude that is there, over nothing', () => {
    const home = make('.credentials.json', transcript, 'settings.json');
    lab.write('config/.claude/settings.json', 'ours');
    lab.own();
    expect(migrate().stderr).toContain('; 1 file that was there otherwise was left.');
    expect(readFileSync(join(home, '.claude/settings.json'), 'utf8')).toBe('ours');
    expect(existsSync(join(home, '.claude', transcript))).toBe(true);
  });

  it.each([
    ['a home', ['.bashrc', `.claude/${transcript}`]],
    ['one that was initialised', ['auth.db', '.home-initialized']],
    ['a home with a file of that name', ['auth.db', '.bashrc', '.claude/settings.json']],
    ['nothing', []],
    ['something else', ['PG_VERSION']],
  ])('leaves %s alone', (_, paths) => {
    make(...paths);
    const before = tree();
    expect(migrate()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(hashTree(lab.config)).toEqual(before);
  });

  it('goes through no link, and stops no start', () => {
    const home = make(...flat);
    mkdirSync(join(lab.root, 'elsewhere'));
    symlinkSync(join(lab.root, 'elsewhere'), join(home, '.claude'));
    expect(migrate()).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('could not be copied to .claude'),
    });
    expect(hashTree(join(lab.root, 'elsewhere'))).toEqual({});
    rmSync(join(home, '.claude'));
    chmodSync(home, 0o500);
    if (!isRoot) expect(migrate().code).toBe(0);
    chmodSync(home, 0o700);
    expect(migrate()).toMatchObject({ code: 0, stderr: expect.stringContaining('has the state') });
    expect(lab.run(['migrate', '/nowhere'])).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  if (isRoot) {
    it('of a user whose home is not known takes no other folder for it', () => {
      lab = new StateLab(shell, String(USER));
      lab.write(join(lab.workspace, 'project-config.json'), '{}');
      lab.own();
      expect(lab.run(['migrate'], { cwd: lab.workspace }).code).toBe(0);
      expect(Object.keys(hashTree(lab.workspace))).toEqual(['project-config.json']);
    });
  }

  it('killed at any instant, the next start makes it whole', async () => {
    make(...flat);
    for (let at = 0; at < 20; at++) lab.write(`config/projects/-w-${at}/${at}.jsonl`, `${at}`.repeat(20_000));
    lab.own();
    const whole = tree();
    const count = rounds({ short: 7, long: 67 });
    for (let round = 0; round < count; round++) {
      for (const name of ['.claude', '.claude-state'])
        rmSync(join(lab.config, name), { recursive: true, force: true });
      const child = spawn(shell.program, ['migrate', lab.config], {
        env: lab.env(),
        stdio: 'ignore',
        detached: true,
      });
      const ended = new Promise((resolve) => child.on('close', resolve));
      await new Promise((resolve) => setTimeout(resolve, 3 + (round * 120) / count));
      try {
        process.kill(-(child.pid ?? 0), 'SIGKILL');
      } catch {
        // It was done.
      }
      await ended;
      expect(migrate().code).toBe(0);
      const after = tree();
      expect(after).toMatchObject(whole);
      for (const [path, hash] of Object.entries(whole))
        expect([path, after[`.claude/${path}`]]).toEqual([path, hash]);
      expect(existsSync(join(lab.config, '.claude-state/migrate'))).toBe(false);
    }
  });
});
