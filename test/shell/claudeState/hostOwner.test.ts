import { spawn, spawnSync } from 'node:child_process';
import { existsSync, linkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { isRoot, owner, StateLab } from '../support/StateLab.ts';
import { shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

const quiet = { code: 0, stdout: '', stderr: '' };

describe.runIf(isRoot).each(shells)('root inside, a user on the host, under $name', (shell) => {
  const hostUser = 4321;

  function hostFolder(): void {
    lab = new StateLab(shell, 'root').mountProject();
    spawnSync('chown', ['-R', `${hostUser}:${hostUser}`, lab.project]);
    lab.bind(lab.project, lab.project);
  }

  function children(pid = 0): string {
    return spawnSync('ps', ['-o', 'args=', '--ppid', `${pid}`], { encoding: 'utf8' }).stdout;
  }

  function lockIsFree(): boolean {
    return spawnSync('flock', ['-n', lab.share, 'true']).status === 0;
  }

  test('what root wrote is given to the folder owner, through no link and across no mount', () => {
    hostFolder();
    const outside = lab.write('outside/file', 'x');
    const session = lab.write(join(lab.project, 's/x.jsonl'), 'x');
    symlinkSync(join(lab.root, 'outside'), join(lab.project, 'link'));
    lab.bind(join(lab.root, 'outside'), join(lab.project, 'memory'));
    lab.run(['heal']);
    expect(owner(session)).toBe(`${hostUser}:${hostUser}`);
    expect(owner(join(lab.project, 's'))).toBe(`${hostUser}:${hostUser}`);
    expect(owner(outside)).toBe('0:0');
  });

  test('the same when the remote user is another than root, and nothing by its links', () => {
    lab = new StateLab(shell, 'nobody').mountProject();
    spawnSync('chown', ['-R', `${hostUser}:${hostUser}`, lab.project]);
    lab.bind(lab.project, lab.project);
    const outside = lab.write('outside/file', 'x');
    const sessions = ['x.jsonl', 's/deep/y.jsonl'].map((name) => lab.write(join(lab.project, name), 'x'));
    const second = lab.write(join(lab.project, 'second.jsonl'), 'x');
    linkSync(second, join(lab.project, 'first'));
    symlinkSync(join(lab.root, 'outside'), join(lab.project, 'link'));
    lab.bind(join(lab.root, 'outside'), join(lab.project, 'memory'));
    lab.run(['heal']);
    for (const session of sessions) expect(owner(session)).toBe(`${hostUser}:${hostUser}`);
    for (const other of [outside, second]) expect(owner(other)).toBe('0:0');
  });

  test('what it adopts as well', () => {
    hostFolder();
    lab.write(join(lab.inVolume, 'a.jsonl'), 'a');
    lab.bridge(lab.workspace);
    expect(owner(join(lab.project, 'a.jsonl'))).toBe(`${hostUser}:${hostUser}`);
  });

  test('--watch does so while it runs, holds no output open, and ends with the mount', async () => {
    hostFolder();
    // Returns although the watcher goes on: nobody waits for its output.
    const { stdout } = spawnSync('/bin/sh', ['-c', '"$1" heal --watch & echo $!', 'sh', shell.program], {
      env: lab.env(),
      encoding: 'utf8',
    });
    const pid = Number(stdout);
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    const session = lab.write(join(lab.project, 'x.jsonl'), 'x');
    await expect.poll(() => owner(session), { timeout: 10_000 }).toBe(`${hostUser}:${hostUser}`);
    lab.unmount();
    await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 10_000 }).toBe(false);
  });

  test('--watch sees to what lies deeper too, and only one does', async () => {
    hostFolder();
    const watch = () => spawn(shell.program, ['heal', '--watch'], { env: lab.env(), stdio: 'ignore' });
    const first = watch();
    await expect.poll(() => children(first.pid)).toContain('sleep');
    expect(lab.run(['heal', '--watch'], { timeout: 10_000 })).toEqual(quiet);
    const deep = lab.write(join(lab.project, 's/subagents/x.jsonl'), 'x');
    await expect.poll(() => owner(deep), { timeout: 10_000 }).toBe(`${hostUser}:${hostUser}`);
    first.kill('SIGKILL');
    // The sleep of the killed one still holds the lock.
    await expect.poll(() => lockIsFree(), { timeout: 5000 }).toBe(true);
    const second = watch();
    await expect.poll(() => children(second.pid)).toContain('sleep');
    second.kill('SIGKILL');
  });

  test.each([
    ['a conversation', 'x.jsonl'],
    ['one with a difficult name', 'a *b\n.jsonl'],
  ])('--watch gives %s away soon', async (_, name) => {
    hostFolder();
    const watcher = spawn(shell.program, ['heal', '--watch'], { env: lab.env(), stdio: 'ignore' });
    await expect.poll(() => children(watcher.pid)).toContain('sleep');
    const session = lab.write(join(lab.project, name), 'x');
    await expect.poll(() => owner(session), { timeout: 10_000 }).toBe(`${hostUser}:${hostUser}`);
    watcher.kill('SIGKILL');
  });

  test('--watch ends at once where it is not needed', () => {
    lab = new StateLab(shell).mountProject();
    expect(lab.run(['heal', '--watch'], { timeout: 10_000 })).toEqual(quiet);
  });
});
