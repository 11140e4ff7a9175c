import { spawnSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { give, isRoot, owner, StateLab, USER } from '../support/StateLab.ts';
import { type StateShell, shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

const user = `${USER}:${USER}`;

/** A volume at the config directory, in which things belong to root. */
function volume(shell: StateShell): StateLab {
  lab = new StateLab(shell);
  lab.bind(lab.config, lab.config);
  return lab;
}

describe.runIf(isRoot).each(shells)('which place heal takes as root, under $name', (shell) => {
  test('the config directory led elsewhere by the user is left alone', () => {
    lab = new StateLab(shell);
    const outside = lab.write('outside/file', 'x');
    symlinkSync(join(lab.root, 'outside'), join(lab.root, 'dot-claude'));
    symlinkSync(join(lab.root, 'dot-claude'), join(lab.root, 'var-lib-claude'));
    lab.config = join(lab.root, 'var-lib-claude');
    const run = lab.run(['heal']);
    expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining('ownership was left alone') });
    expect(owner(outside)).toBe('0:0');
    // Not even when it leads to some other mount.
    lab.bind(join(lab.root, 'outside'), join(lab.root, 'outside'));
    expect(lab.run(['heal']).stderr).toContain('ownership was left alone');
    expect(owner(outside)).toBe('0:0');
  });

  test('without a volume, a directory in the home is healed, hard links of others are not', () => {
    lab = new StateLab(shell);
    const home = join(lab.root, 'home');
    const passwd = lab.write(
      'passwd',
      `root:x:0:0::/root:/bin/sh\nnobody:x:${USER}:${USER}::${home}:/bin/sh\n`,
    );
    lab.config = join(lab.root, 'var-lib-claude');
    symlinkSync(join(home, '.claude'), lab.config);
    lab.write(join(home, '.claude/mine'), 'x');
    const outside = lab.write('outside', 'x');
    spawnSync('ln', [outside, join(home, '.claude/hard')]);
    const script = 'mount --bind "$1" /etc/passwd && exec "$2" heal';
    const run = spawnSync(
      '/usr/bin/unshare',
      ['-m', '/bin/sh', '-c', `PATH=/usr/bin:/bin; ${script}`, 'sh', passwd, shell.program],
      {
        env: lab.env(),
        encoding: 'utf8',
      },
    );
    expect([run.status, run.stderr]).toEqual([0, '']);
    expect(owner(join(home, '.claude/mine'))).toBe(user);
    expect(owner(outside)).toBe('0:0');
  });

  test('an unknown remote user is told, and nothing is given to anyone', () => {
    volume(shell);
    give(lab.config, 0);
    writeFileSync(join(lab.share, 'remote-user'), 'no-such-user\n');
    expect(lab.run(['heal'])).toMatchObject({ code: 0, stderr: expect.stringContaining('no-such-user') });
    expect(owner(lab.config)).toBe('0:0');
  });
});
