import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { newFolder } from '../../harness/place/newFolder.ts';
import { isRoot } from '../support/StateLab.ts';
import { shells } from '../support/stateShells.ts';

const entrypoint = join(process.cwd(), 'feature/install/entrypoint.sh');

describe.each(shells)('entrypoint.sh under $name', ({ program, path }) => {
  const shell = (readFileSync(program, 'utf8').split('\n')[0] ?? '').slice(2);
  let root: string;
  let env: Record<string, string>;
  beforeEach(() => {
    root = newFolder();
    mkdirSync(join(root, 'share/image-claude'), { recursive: true });
    mkdirSync(join(root, 'bin'));
    env = {
      PATH: `${root}/bin:${path}`,
      CLAUDE_STATE_SHARE: join(root, 'share'),
      CLAUDE_STATE_MANAGED: join(root, 'managed'),
      CLAUDE_STATE_STARTED: join(root, 'started'),
      CLAUDE_STATE_HOME: join(root, 'home'),
    };
    claudeState('exit 0');
  });

  /** A claude-state that notes what it is asked for. */
  const claudeState = (then: string) => {
    const file = join(root, 'bin/claude-state');
    const note = `printf '%s\\n' "$*" >>'${root}/${'asked'}'`;
    writeFileSync(file, `#!/bin/sh\n[ "\${2:-}" = --watch ] || ${note}\n${then}\n`);
    chmodSync(file, 0o755);
  };
  const asked = () =>
    existsSync(join(root, 'asked')) ? readFileSync(join(root, 'asked'), 'utf8').split('\n') : [];
  /** As the dev container CLI writes it: one line for each Feature with an entrypoint, in one shell. */
  const start = (times = 1) => {
    const lines = Array.from({ length: times }, () => `${shell} '${entrypoint}'; [ $? = 0 ] || exit 9`);
    return spawnSync('/bin/sh', ['-c', [...lines, 'exit 0'].join('\n')], { env, encoding: 'utf8' });
  };
  const everything = [`seed %/share/image-claude /var/lib/claude`, 'heal', 'bridge'];
  const once = () => everything.map((line) => line.replace('%', root));

  test('seeds, heals and bridges, in this order', () => {
    expect(start()).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(asked()).toEqual([...once(), '']);
  });

  test('seeds nothing where the image had nothing', () => {
    rmSync(join(root, 'share/image-claude'), { recursive: true });
    start();
    expect(asked()).toEqual(['heal', 'bridge', '']);
  });

  test('begins with the home where that is kept; alone it has Claude’s state in it', () => {
    symlinkSync(root, join(root, 'home'));
    mkdirSync(join(root, 'claude'));
    env.CLAUDE_CONFIG_DIR = join(root, 'claude');
    start();
    expect(asked()).toEqual(['home', `seed ${root}/share/image-claude ${root}/claude`, 'heal', 'bridge', '']);
    rmSync(join(root, 'asked'));
    rmSync(join(root, 'claude'), { recursive: true });
    claudeState('echo "$CLAUDE_CONFIG_DIR"');
    expect(start().stdout).toBe(`${root}/claude\n${root}/home/.claude\n`);
    expect(asked()).toEqual(['home', 'heal', '']);
  });

  test('runs once for two Features, and again at the next start', () => {
    expect(start(2).status).toBe(0);
    expect(asked()).toEqual([...once(), '']);
    expect(start(2).status).toBe(0);
    expect(asked()).toEqual([...once(), ...once(), '']);
  });

  test('runs where it cannot note that it has run', () => {
    env.CLAUDE_STATE_STARTED = '/nonexistent/started';
    expect(start()).toMatchObject({ status: 0, stderr: '' });
    expect(asked()).toEqual([...once(), '']);
  });

  test('goes on and ends well when all of it fails', () => {
    claudeState('exit 1');
    expect(start().status).toBe(0);
    expect(asked()).toEqual([...once(), '']);
  });

  test('ends well without the program', () => {
    rmSync(join(root, 'bin/claude-state'));
    expect(start()).toMatchObject({ status: 0, stderr: '' });
  });

  test.runIf(isRoot)('waits for no watcher, whose output goes nowhere', () => {
    claudeState('[ "${2:-}" != --watch ] || { echo watching; exec sleep 3; }');
    const before = Date.now();
    expect(start()).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(Date.now() - before).toBeLessThan(2500);
  });
});
