import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { isRoot, StateLab, USER } from '../support/StateLab.ts';
import { type StateShell, shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

const quiet = { code: 0, stdout: '', stderr: '' };

/** A volume at the config directory, in which things belong to root. */
function volume(shell: StateShell): StateLab {
  lab = new StateLab(shell);
  lab.bind(lab.config, lab.config);
  return lab;
}

describe.runIf(isRoot).each(shells)('heal as the user under $name', (shell) => {
  test('tells what it cannot mend, and records it', () => {
    volume(shell);
    lab.write(join(lab.config, 'agents/x'), 'x');
    const run = lab.run(['heal'], { uid: USER });
    expect(run).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("Run 'claude-state heal' as root"),
    });
    expect(lab.trouble()).toMatch(/^heal-not-owned\t/);
    lab.run(['heal']);
    expect(lab.trouble()).toBe('');
    expect(lab.run(['heal'], { uid: USER })).toEqual(quiet);
  });

  test('asks sudo once, without a password', () => {
    volume(shell);
    lab.write(join(lab.config, 'agents/x'), 'x');
    const bin = join(lab.root, 'bin');
    lab.write(join(bin, 'sudo'), `#!/bin/sh\nprintf '%s\\n' "$*" >>"${lab.workspace}/asked"\nexit 1\n`);
    chmodSync(join(bin, 'sudo'), 0o755);
    chmodSync(bin, 0o755);
    lab.environment = { CLAUDE_STATE_PATH: `${bin}:${shell.path}` };
    lab.run(['heal'], { uid: USER });
    const asked = readFileSync(join(lab.workspace, 'asked'), 'utf8');
    expect(asked).toMatch(/^-n env .* heal\n$/);
  });
});
