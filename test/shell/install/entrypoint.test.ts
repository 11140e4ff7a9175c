import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { newFolder } from '../../harness/place/newFolder.ts';
import { shells } from '../support/stateShells.ts';

const entrypoint = join(process.cwd(), 'feature/install/entrypoint.sh');

describe.each(shells)('entrypoint.sh under $name', ({ program, path }) => {
  const shell = (readFileSync(program, 'utf8').split('\n')[0] ?? '').slice(2);
  let root: string;
  let env: Record<string, string>;
  beforeEach(() => {
    root = newFolder();
    mkdirSync(join(root, 'bin'));
    env = {
      PATH: `${root}/bin:${path}`,
      CLAUDE_STATE_STARTED: join(root, 'started'),
      CLAUDE_STATE_HOME: join(root, 'home'),
    };
    claudeState('exit 0');
  });

  /** A claude-state that notes what it is asked for. */
  const claudeState = (then: string) => {
    const file = join(root, 'bin/claude-state');
    const note = `printf '%s\\n' "$* in $CLAUDE_CONFIG_DIR" >>'${root}/asked'`;
    writeFileSync(file, `#!/bin/sh\n${note}\n${then}\n`);
    chmodSync(file, 0o755);
  };
  const asked = () =>
    existsSync(join(root, 'asked')) ? readFileSync(join(root, 'asked'), 'utf8').split('\n') : [];
  /** As the dev container CLI writes it: one line for each Feature with an entrypoint, in one shell. */
  const start = (times = 1) => {
    const lines = Array.from({ length: times }, () => `${shell} '${entrypoint}'; [ $? = 0 ] || exit 9`);
    return spawnSync('/bin/sh', ['-c', [...lines, 'exit 0'].join('\n')], { env, encoding: 'utf8' });
  };
  const once = 'start in /var/lib/claude';

  test('has claude-state do it all', () => {
    expect(start()).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(asked()).toEqual([once, '']);
  });

  test('runs once for two Features, and again at the next start', () => {
    expect(start(2).status).toBe(0);
    expect(asked()).toEqual([once, '']);
    expect(start(2).status).toBe(0);
    expect(asked()).toEqual([once, once, '']);
  });

  test('runs where it cannot note that it has run', () => {
    env.CLAUDE_STATE_STARTED = '/nonexistent/started';
    expect(start()).toMatchObject({ status: 0, stderr: '' });
    expect(asked()).toEqual([once, '']);
  });

  test('ends well when it fails', () => {
    claudeState('exit 1');
    expect(start().status).toBe(0);
    expect(asked()).toEqual([once, '']);
  });

  test('ends well without the program', () => {
    rmSync(join(root, 'bin/claude-state'));
    expect(start()).toMatchObject({ status: 0, stderr: '' });
  });
});
