import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { filesBelow, give, isRoot, owner, StateLab, USER } from '../support/StateLab.ts';
import { type StateShell, shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

const IMAGE = { 'settings.json': '{}', 'agents/a.md': 'a', 'agents/deep/b c.md': 'b', '.hidden': 'h' };

function seeded(shell: StateShell): () => Record<string, string> {
  lab = new StateLab(shell);
  for (const [path, text] of Object.entries(IMAGE)) lab.write(join(lab.root, 'image', path), text);
  return () => {
    const run = lab.run(['seed', join(lab.root, 'image'), lab.config]);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/^(claude-state: from the image to .*\n)?$/);
    const { ...found } = filesBelow(lab.config);
    for (const path of Object.keys(found)) if (path.startsWith('.claude-state/')) delete found[path];
    return found;
  };
}

describe.each(shells)('seed under $name', (shell) => {
  test('copies what is missing, for the remote user, with its mode', () => {
    const seed = seeded(shell);
    chmodSync(join(lab.root, 'image/agents/a.md'), 0o755);
    symlinkSync('agents/a.md', join(lab.root, 'image/link'));
    symlinkSync('/nowhere/at all', join(lab.root, 'image/dangling'));
    expect(seed()).toEqual({ ...IMAGE, link: '-> agents/a.md', dangling: '-> /nowhere/at all' });
    expect(statSync(join(lab.config, 'agents/a.md')).mode & 0o777).toBe(0o755);
    for (const path of [...Object.keys(IMAGE), 'agents', 'link']) {
      expect([path, owner(join(lab.config, path))]).toEqual([
        path,
        `${USER}:${isRoot ? USER : process.getgid?.()}`,
      ]);
    }
  });

  test('never overwrites, and never brings back what the user deleted', () => {
    const seed = seeded(shell);
    lab.write(join(lab.config, 'settings.json'), 'mine');
    lab.own();
    expect(seed()).toEqual({ ...IMAGE, 'settings.json': 'mine' });
    rmSync(join(lab.config, 'agents'), { recursive: true });
    rmSync(join(lab.config, 'settings.json'));
    expect(seed()).toEqual({ '.hidden': 'h' });
    lab.write(join(lab.root, 'image/agents/new.md'), 'of a newer image');
    expect(seed()).toEqual({ '.hidden': 'h', 'agents/new.md': 'of a newer image' });
  });

  test('writes through no link, and comes to it when the link is gone', () => {
    const seed = seeded(shell);
    mkdirSync(join(lab.root, 'outside'));
    symlinkSync(join(lab.root, 'outside'), join(lab.config, 'agents'));
    lab.own();
    seed();
    expect(filesBelow(join(lab.root, 'outside'))).toEqual({});
    rmSync(join(lab.config, 'agents'));
    expect(seed()).toMatchObject({ 'agents/a.md': 'a' });
  });

  test.runIf(isRoot)('what only root can read in the image is seeded too, and no copy stays', () => {
    const seed = seeded(shell);
    chmodSync(join(lab.root, 'image/settings.json'), 0o600);
    chmodSync(join(lab.root, 'image/agents'), 0o700);
    expect(seed()).toEqual(IMAGE);
    expect(statSync(join(lab.config, 'settings.json')).mode & 0o777).toBe(0o600);
    expect(owner(join(lab.config, 'settings.json'))).toBe(`${USER}:${USER}`);
  });

  test.runIf(isRoot)('a new volume that is root own is seeded at the first start', () => {
    const seed = seeded(shell);
    lab.bind(lab.config, lab.config);
    give(lab.config, 0);
    expect(seed()).toEqual(IMAGE);
    expect(owner(lab.config)).toBe(`${USER}:${USER}`);
  });

  test.runIf(isRoot)('for a user who does not exist nothing is done', () => {
    seeded(shell);
    lab.write(join(lab.share, 'remote-user'), 'no-such-user\n');
    for (const args of [
      ['seed', join(lab.root, 'image'), lab.config],
      ['bridge', lab.workspace],
    ]) {
      expect(lab.run(args)).toMatchObject({ code: 0, stderr: expect.stringContaining('no-such-user') });
    }
    expect(readdirSync(lab.config)).toEqual([]);
  });

  test('killed and run again is whole', async () => {
    const seed = seeded(shell);
    for (let n = 0; n < 20; n++) {
      const run = lab.start(['seed', join(lab.root, 'image'), lab.config]);
      setTimeout(run.kill, n * 2);
      await run.ended;
      expect(seed()).toEqual(IMAGE);
      rmSync(lab.config, { recursive: true });
      mkdirSync(lab.config);
      lab.own();
    }
  });

  test('an image without anything is fine', () => {
    lab = new StateLab(shell);
    expect(lab.run(['seed', join(lab.root, 'none'), lab.config])).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    expect(existsSync(lab.state(''))).toBe(false);
  });

  test('relative directories', () => {
    const seed = seeded(shell);
    lab.run(['seed', 'image', 'config'], { cwd: lab.root });
    expect(seed()).toEqual(IMAGE);
    expect(readFileSync(lab.state('seed/record'), 'utf8')).toContain('agents/deep/b c.md\n');
  });
});
