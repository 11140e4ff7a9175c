import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parts } from '../../../scripts/assembleClaudeState.mjs';
import { newFolder } from '../../harness/place/newFolder.ts';
import { findOnPath } from '../../harness/system/findOnPath.ts';
import { isRoot, StateLab } from '../support/StateLab.ts';
import { sh, shells } from '../support/stateShells.ts';

const version = JSON.parse(readFileSync('package.json', 'utf8')).version;

describe.each(shells)('the program under $name', (shell) => {
  const lab = new StateLab(shell);
  afterAll(() => lab.remove());

  test('version and help', () => {
    expect(lab.run(['version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    const help = lab.run(['help']);
    expect(help.code).toBe(0);
    for (const command of ['bridge', 'heal', 'seed', 'doctor', 'version'])
      expect(help.stdout).toContain(`  ${command}`);
  });

  test.each([
    [[]],
    [['nonsense']],
    [['bridge', 'a', 'b']],
    [['heal', 'x']],
    [['seed', 'a']],
    [['seed', '--nonsense']],
    [['seed', '--report', 'a', 'b']],
    [['doctor', 'x']],
    [['start', 'x']],
  ])('wrong usage %j', (args) => {
    const run = lab.run(args as string[]);
    expect([run.code, run.stdout]).toEqual([2, '']);
    expect(run.stderr).not.toBe('');
  });

  test('an empty folder stops nothing', () => {
    expect(lab.run(['bridge', ''])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('empty folder'),
    });
  });
});

test('every part is in it, once', () => {
  const files = readdirSync('feature/lib').map((name) => name.replace(/\.sh$/, ''));
  expect([...parts].sort()).toEqual(files.sort());
  const out = join(newFolder(), 'deep/claude-state');
  const run = spawnSync('node', ['scripts/assembleClaudeState.mjs', out], { encoding: 'utf8' });
  expect([run.status, run.stderr]).toEqual([0, '']);
  expect(statSync(out).mode & 0o777).toBe(0o755);
  expect(spawnSync(out, ['version'], { encoding: 'utf8' }).stdout).toBe(`${version}\n`);
});

test('shellcheck has nothing to say', ({ skip }) => {
  const run = spawnSync('shellcheck', ['-s', 'sh', sh.program], { encoding: 'utf8' });
  if (run.error && process.env.CI !== 'true') skip('shellcheck is not installed');
  expect(run.error).toBeUndefined();
  expect(run.stdout).toBe('');
  expect(run.status).toBe(0);
});

test('awk programs use no interval expressions, which mawk lacks', () => {
  expect(readFileSync(sh.program, 'utf8').match(/\/[^/\n]*\{[0-9],?[0-9]*\}[^/\n]*\//g)).toBeNull();
});

describe.each(shells)('what it takes under $name', (shell) => {
  /** The processes of a command where all is right, with so many conversations, and how often one byte is read from a file. */
  function taken(
    command: string,
    conversations: number,
  ): { processes: number; programs: number; bytes: number } {
    const lab = new StateLab(shell).mountProject();
    for (const name of ['agents', 'commands', 'skills', 'rules', 'output-styles', 'hooks'])
      mkdirSync(join(lab.host, name));
    for (let n = 0; n < conversations; n++) {
      const folder = join(lab.config, 'projects', `-p${n % 40}`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${n}.jsonl`), '');
    }
    lab.write(join(lab.share, 'image-claude/settings.json'), '{}');
    lab.write(join(lab.share, 'image-claude.stamp'), 'one\n');
    lab.own();
    if (isRoot) lab.bind(lab.config, lab.config);
    // As many mounts, and as long lines, as a container may have.
    const layers = Array.from({ length: 40 }, (_, n) => `/var/lib/docker/overlay2/l/LAYER${n}`).join(':');
    const others = Array.from(
      { length: 40 },
      (_, n) => `9${n} 1 0:1 / /m${n} rw - overlay o rw,lowerdir=${layers}`,
    );
    const mountinfo = `${readFileSync('/proc/self/mountinfo', 'utf8')}${others.join('\n')}\n`;
    lab.environment.CLAUDE_STATE_MOUNTINFO = lab.write('mountinfo', mountinfo);
    lab.run(['start']);
    lab.bridge(lab.workspace);
    lab.run(['start']);
    const trace = join(lab.root, 'trace');
    const options = ['-f', '-qq', '-e', 'trace=execve,clone,clone3,fork,vfork,read', '-o', trace];
    const run = spawnSync(findOnPath('strace') ?? 'strace', [...options, shell.program, command], {
      env: lab.env(),
      encoding: 'utf8',
    });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    const text = readFileSync(trace, 'utf8');
    lab.remove();
    const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
    return {
      processes: count(/(clone3?|v?fork)(\(| resumed).*= [1-9]\d*$/gm),
      programs: count(/execve(\(| resumed).*= 0$/gm),
      bytes: count(/ read\(\d+, ".{1,4}", 1\) += 1$/gm),
    };
  }

  // A few hundred bytes the shell reads by itself: a process costs more.
  test.each([
    ['heal', { processes: 11, programs: 5, bytes: 600 }],
    ['bridge', { processes: 17, programs: 11, bytes: 600 }],
    ['start', { processes: 29, programs: 13, bytes: 600 }],
  ])('%s, as much for 2,000 conversations as for 40', (command, most) => {
    const few = taken(command, 40);
    expect(few.processes).toBeGreaterThan(0);
    // Numbers of processes, which the shell reads too, are longer and shorter.
    expect(taken(command, 2000)).toMatchObject({ processes: few.processes, programs: few.programs });
    console.log(`${command} under ${shell.name}: ${JSON.stringify(few)}`);
    expect(few.processes).toBeLessThanOrEqual(most.processes);
    expect(few.programs).toBeLessThanOrEqual(most.programs);
    expect(few.bytes).toBeLessThanOrEqual(most.bytes);
  });
});
