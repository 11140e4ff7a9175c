import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CliPlace, program, snapshot } from './place.ts';

const commands = ['share', 'isolate', 'remove', 'continue', 'shell', 'status', 'doctor', 'verify', 'prepare'];

describe('help', () => {
  it('of the program names every command, on stdout', async () => {
    const { exitCode, stdout, stderr } = await new CliPlace().run('--help');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const command of commands) expect(stdout).toContain(`\n  ${command} `);
    expect(stdout).toContain('Examples:');
    expect(stdout).toContain('Exit codes: 0 fine, 1 findings or failure, 2 wrong usage.');
  });

  it('of the program has what is done with conversations in the order in which it is done', async () => {
    const { stdout } = await new CliPlace().run('--help');
    const [, group = ''] = /^Sessions:\n((?: {2}.*\n)+)/m.exec(stdout) ?? [];
    expect(group.match(/^ {2}[a-z]+/gm)?.map((name) => name.trim())).toEqual([
      ...['list', 'show', 'search', 'resume', 'branch', 'merge'],
      ...['snapshot', 'rollback', 'restore', 'keep', 'sync', 'stats', 'prune'],
    ]);
  });

  it.each(commands)('of %s has examples', async (command) => {
    const { exitCode, stdout, stderr } = await new CliPlace().run(command, '--help');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`Usage: claude-sessions ${command} [options] [folder]`);
    expect(stdout).toContain(`Examples:\n  claude-sessions ${command}`);
    expect(stdout).not.toContain('\u001b');
  });

  it('fits a terminal of 120 columns', async () => {
    for (const command of commands) {
      const { stdout } = await new CliPlace().run(command, '--help');
      for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(120);
    }
  });
});

it('--version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(program, '../../package.json'), 'utf8'));
  expect(await new CliPlace().run('--version')).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
});

describe('wrong usage: exit code 2, on stderr, nothing written', () => {
  it.each([
    [['shar'], /unknown command 'shar'\n.*Did you mean share\?/],
    [['share', '--dryrun'], /unknown option '--dryrun'\n.*Did you mean --dry-run\?/],
    [['share', '--memory', 'all'], /Allowed choices are ro, rw/],
    [['share', '--credentials', 'copy'], /Allowed choices are own, token/],
    [['share', 'a', 'b'], /too many arguments/],
    [['continue', 'a', 'b', '--', 'c'], /one folder too many: b/],
    [['shell', '.', 'ls'], /one folder too many: ls\.\n.*after `--`/],
    [['share', '--config'], /argument missing/],
    [['share', '--config', '../other/devcontainer.json'], /is not inside/],
    [['share', '--config', '..'], /is not inside/],
    [['share', '--recreate'], /--recreate goes with --up/],
    [['share', '--yes'], /--yes goes with --up/],
    [['isolate', '--yes'], /--yes goes with --up/],
    [['doctor', '--yes'], /--yes goes with --recreate/],
    [['doctor', '--fix', '--yes'], /--yes goes with --recreate/],
    [['doctor', '--all', '--yes'], /--yes goes with --recreate/],
    [['help', 'nosuch'], /^error: unknown command 'nosuch'\n/],
    [['help', 'shar'], /^error: unknown command 'shar'\n.*Did you mean share\?/],
    [['share', '--collection', ''], /is no collection of Features/],
    [['share', '--collection', 'ghcr.io/x/features/claude-sessions:1'], /is no collection of Features/],
    [['share', '--collection', 'https://ghcr.io/x'], /is no collection of Features/],
    [['isolate', '--memory', 'rw'], /unknown option '--memory'/],
    [[], /Usage: claude-sessions/],
  ])('%j', async (args, message) => {
    const place = new CliPlace();
    place.writeConfig('{"image": "debian"}\n');
    const before = snapshot(place.root);
    const { exitCode, stdout, stderr } = await place.run(...args);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(snapshot(place.root)).toEqual(before);
  });

  it('the environment’s collection is looked at as well', async () => {
    const place = new CliPlace();
    place.writeConfig('{"image": "debian"}\n');
    const env = { CLAUDE_SESSIONS_COLLECTION: 'nonsense' };
    expect(await place.runWith({ env }, 'share')).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('several configurations: names them, and takes the one named', async () => {
    const place = new CliPlace();
    place.write('.devcontainer/a/devcontainer.json', '{"image": "a"}\n');
    place.write('.devcontainer/b/devcontainer.json', '{"image": "b"}\n');
    for (const command of commands) {
      const { exitCode, stdout, stderr } = await place.run(command);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toContain('.devcontainer/a/devcontainer.json, .devcontainer/b/devcontainer.json');
      expect(stderr).toContain('--config FILE');
    }
    const { exitCode } = await place.run('isolate', '--config', '.devcontainer/b/devcontainer.json');
    expect(exitCode).toBe(0);
    expect(place.read('.devcontainer/a/devcontainer.json')).toBe('{"image": "a"}\n');
    expect(place.read('.devcontainer/b/devcontainer.json')).toContain('claude-persist');
  });
});

it('says so where its output cannot be written', () => {
  const place = new CliPlace();
  const shell = `"$NODE" "$PROGRAM" share --help >/dev/full`;
  const { stderr, status } = spawnSync('sh', ['-c', shell], {
    env: { PATH: process.env.PATH, HOME: place.home, NODE: process.execPath, PROGRAM: program },
    encoding: 'utf8',
  });
  expect(stderr).toMatch(/^error: ENOSPC: .*\n {2}Fix this and run the command again\.\n$/);
  expect(status).toBe(1);
});

it('no reader of its output makes it fail', () => {
  const place = new CliPlace();
  const shell = `"$NODE" "$PROGRAM" share --help | true`;
  const { stderr } = spawnSync('sh', ['-c', shell], {
    env: { PATH: process.env.PATH, HOME: place.home, NODE: process.execPath, PROGRAM: program },
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
});
