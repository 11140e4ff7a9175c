import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { filesBelow, isRoot, owner, StateLab } from '../support/StateLab.ts';
import { type StateShell, shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

const image = () => join(lab.root, 'image');

/** A volume in which the user has put something, and a directory of root's that must not change. */
function planted(shell: StateShell, user: string, plant: (outside: string) => void): string {
  lab = new StateLab(shell, user).mountProject();
  lab.write(join(image(), 'agents/from-image.md'), 'x');
  const outside = join(lab.root, 'outside');
  lab.write(join(outside, 'existing'), 'root');
  mkdirSync(join(outside, lab.slug));
  lab.write(join(outside, `${lab.slug}.1/of-root.jsonl`), 'root');
  lab.bind(lab.config, lab.config);
  plant(outside);
  if (user !== 'root') spawnSync('chown', ['-hR', '65534:65534', lab.config]);
  return outside;
}

const PLANTS: Record<string, (outside: string) => void> = {
  'the state directory': (outside) => symlinkSync(outside, lab.state('')?.replace(/\/$/, '')),
  projects: (outside) => symlinkSync(outside, join(lab.config, 'projects')),
  lock: (outside) => {
    mkdirSync(lab.state(''));
    symlinkSync(join(outside, 'existing'), lab.state('lock'));
  },
  trouble: (outside) => {
    mkdirSync(lab.state(''));
    symlinkSync(join(outside, 'existing'), lab.state('trouble'));
  },
  folder: (outside) => {
    mkdirSync(lab.state(''));
    symlinkSync(join(outside, 'existing'), lab.state('folder'));
  },
  id: (outside) => {
    mkdirSync(lab.state(''));
    symlinkSync(join(outside, 'existing'), lab.state('id'));
  },
  seeded: (outside) => {
    mkdirSync(lab.state(''));
    symlinkSync(join(outside, 'existing'), lab.state('seeded'));
  },
  'the folder of what was seeded': (outside) => {
    mkdirSync(lab.state(''));
    symlinkSync(outside, lab.state('seed'));
  },
  'the record of what was seeded': (outside) => {
    mkdirSync(lab.state('seed'), { recursive: true });
    symlinkSync(join(outside, 'existing'), lab.state('seed/record'));
  },
  'where it is copied to': (outside) => {
    mkdirSync(lab.state('seed'), { recursive: true });
    symlinkSync(outside, lab.state('seed/new'));
  },
  'a directory the image has too': (outside) => symlinkSync(outside, join(lab.config, 'agents')),
  'the adopt directory': (outside) => {
    mkdirSync(lab.state(''));
    symlinkSync(outside, lab.state('adopt'));
    lab.write(join(lab.inVolume, 'a.jsonl'), 'a');
  },
  'the adopt directory, all being linked': (outside) => {
    mkdirSync(lab.state(''));
    symlinkSync(outside, lab.state('adopt'));
  },
  'the kept directory': (outside) => {
    lab.write(join(lab.inVolume, 'a.jsonl'), 'a');
    lab.write(join(lab.project, 'a.jsonl'), 'b');
    mkdirSync(lab.state(''));
    symlinkSync(outside, lab.state('kept'));
  },
  '.claude.json': (outside) => {
    lab.write(join(lab.host, 'files/onboarding.json'), '{"hasCompletedOnboarding":true}');
    symlinkSync(join(outside, 'existing'), join(lab.config, '.claude.json'));
  },
};

describe.runIf(isRoot).each(shells)('planted by the user, under $name', (shell) => {
  describe.each(['nobody', 'root'])('who is %s', (user) => {
    test.each(Object.keys(PLANTS))('a link in place of %s leads a root run nowhere', (what) => {
      const outside = planted(shell, user, PLANTS[what] ?? (() => undefined));
      const before = filesBelow(outside);
      for (const args of [['seed', image(), lab.config], ['heal'], ['bridge', lab.workspace], ['bridge']]) {
        expect([args[0], lab.run(args).code]).toEqual([args[0], 0]);
      }
      expect(lab.run(['doctor', '--json']).code).toBeLessThan(2);
      expect(filesBelow(outside)).toEqual(before);
      expect([owner(outside), owner(join(outside, 'existing'))]).toEqual(['0:0', '0:0']);
      expect(existsSync(join(outside, lab.slug))).toBe(true);
    });
  });

  test('a FIFO in place of a record makes nothing wait', () => {
    for (const name of [
      'folder',
      'trouble',
      'lock',
      'id',
      'seeded',
      'seed',
      'seed/record',
      'seed/stamp',
      'seed/odd',
    ]) {
      planted(shell, 'nobody', () => {
        mkdirSync(dirname(lab.state(name)), { recursive: true });
        spawnSync('mkfifo', [lab.state(name)]);
      });
      for (const args of [['seed', image(), lab.config], ['heal'], ['bridge', lab.workspace], ['doctor']]) {
        const run = lab.run(args, { timeout: 5000 });
        expect([name, args[0], run.code === null]).toEqual([name, args[0], false]);
      }
      lab.remove();
    }
  });

  test('a program of the user does not run as root', () => {
    lab = new StateLab(shell);
    lab.bind(lab.config, lab.config);
    const bin = join(lab.root, 'bin');
    mkdirSync(bin);
    for (const tool of ['find', 'awk', 'stat', 'flock', 'setpriv', 'id']) {
      lab.write(join(bin, tool), `#!/bin/sh\necho ran >"${lab.root}/ran"\n`);
      chmodSync(join(bin, tool), 0o755);
    }
    const env: Record<string, string> = { ...lab.env(), PATH: `${bin}:/usr/bin:/bin` };
    delete env.CLAUDE_STATE_PATH;
    spawnSync(shell.program, ['heal'], { env });
    spawnSync(shell.program, ['bridge', lab.workspace], { env });
    expect(existsSync(join(lab.root, 'ran'))).toBe(false);
  });
});

describe.each(shells)('names in messages under $name', (shell) => {
  test('do not reach the terminal raw', () => {
    lab = new StateLab(shell).mountProject();
    const name = 'evil\u001b[2Jname\u009b1m\n.jsonl';
    lab.write(join(lab.inVolume, name), 'mine');
    lab.write(join(lab.project, name), 'theirs');
    lab.own();
    const { stderr } = lab.bridge(lab.workspace);
    expect(stderr).toContain('evil\\x1b[2Jname\\x9b1m\\x0a.jsonl');
    expect(stderr).not.toMatch(/[\u001b\u009b]/);
    expect(readFileSync(lab.state('trouble'), 'utf8').split('\n')).toHaveLength(2);
    const { stdout } = lab.run(['doctor']);
    expect(stdout).toContain('evil\\x1b');
    expect(stdout).not.toMatch(/[\u001b\u009b]/);
    rmSync(lab.state('kept'), { recursive: true });
    expect(lstatSync(lab.inVolume).isSymbolicLink()).toBe(true);
  });
});
