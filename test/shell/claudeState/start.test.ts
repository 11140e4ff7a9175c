import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { give, isRoot, owner, StateLab, USER } from '../support/StateLab.ts';
import { broken, type StateShell, shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

/** A container whose image has something, and whose host has this project's conversations. */
function container(shell: StateShell, remoteUser?: string): StateLab {
  lab = remoteUser ? new StateLab(shell, remoteUser) : new StateLab(shell);
  lab.mountProject();
  if (isRoot) lab.bind(lab.config, lab.config);
  lab.bridge(lab.workspace);
  lab.environment.CLAUDE_STATE_LOGIN = join(lab.root, 'login');
  image({ 'settings.json': '{}' }, 'one');
  return lab;
}

function image(files: Record<string, string>, stamp: string): void {
  for (const [path, text] of Object.entries(files)) lab.write(join(lab.share, 'image-claude', path), text);
  lab.write(join(lab.share, 'image-claude.stamp'), `${stamp}\n`);
}

const quiet = { code: 0, stdout: '', stderr: '' };
const here = (path: string) => join(lab.config, path);

describe.each(shells)('a start under $name', (shell) => {
  test('seeds, heals and bridges; the next one changes nothing', () => {
    container(shell);
    rmSync(lab.inVolume);
    if (isRoot) give(lab.config, 0);
    expect(lab.run(['start'])).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('1 added'),
    });
    expect(readFileSync(here('settings.json'), 'utf8')).toBe('{}');
    expect(readlinkSync(lab.inVolume)).toBe(lab.project);
    for (const path of ['', 'settings.json', 'projects']) {
      expect([path, owner(here(path))]).toEqual([path, `${USER}:${isRoot ? USER : process.getgid?.()}`]);
    }
    const before = statSync(here('settings.json')).ctimeMs;
    expect(lab.run(['start'])).toEqual(quiet);
    expect(statSync(here('settings.json')).ctimeMs).toBe(before);
  });

  test('a new image brings what is new, over what the user deleted nothing', () => {
    container(shell);
    lab.run(['start']);
    rmSync(here('settings.json'));
    image({ 'new.md': 'n' }, 'two');
    expect(lab.run(['start']).stdout).toContain('1 added');
    expect([existsSync(here('new.md')), existsSync(here('settings.json'))]).toEqual([true, false]);
    expect(lab.run(['start'])).toEqual(quiet);
  });

  test('what could not be seeded is told once, and no more when that is over', () => {
    container(shell);
    lab.run(['start']);
    const odd = lab.state('seed/odd-thing');
    symlinkSync('/nowhere', odd);
    image({ 'new.md': 'n' }, 'two');
    expect(lab.run(['start']).stderr.match(/is not a file/g)).toHaveLength(1);
    expect(lab.trouble()).toMatch(/^seed-record\t/);
    rmSync(odd);
    image({}, 'one');
    expect(lab.run(['start']).stderr).toBe('');
    expect(lab.trouble()).toBe('');
  });

  test.runIf(isRoot)('what only root can read in the image comes before the links', () => {
    container(shell);
    image({ 'agents/own.md': 'o' }, 'two');
    chmodSync(join(lab.share, 'image-claude/agents'), 0o700);
    mkdirSync(join(lab.host, 'agents'));
    lab.write(join(lab.host, 'agents/host.md'), 'h');
    lab.own();
    expect(lab.run(['start']).stderr).toBe('');
    expect(readFileSync(here('agents/own.md'), 'utf8')).toBe('o');
    expect(owner(here('agents/own.md'))).toBe(`${USER}:${USER}`);
  });

  test.runIf(isRoot)('for root itself in the same order', () => {
    container(shell, 'root');
    expect(lab.run(['start']).stdout).toContain('1 added');
    expect(owner(here('settings.json'))).toBe('0:0');
    expect(lab.run(['start'])).toEqual(quiet);
  });

  test.runIf(isRoot)('for a user who does not exist: a line of each, and it ends well', () => {
    container(shell);
    lab.write(join(lab.share, 'remote-user'), 'no-such-user\n');
    const { code, stderr } = lab.run(['start']);
    expect(code).toBe(0);
    for (const step of ['seed did nothing', 'ownership was not looked at', 'bridge did nothing'])
      expect(stderr).toContain(step);
  });

  test.runIf(isRoot)('with a shared login, beside Claude’s state and alone', () => {
    container(shell);
    const store = join(lab.root, 'login-volume');
    mkdirSync(store);
    lab.bind(store, store);
    symlinkSync(store, join(lab.root, 'login'));
    expect(lab.run(['start']).stderr).toBe('');
    expect(owner(join(store, 'store'))).toBe(`${USER}:${USER}`);
    expect(readlinkSync(lab.inVolume)).toBe(lab.project);
    rmSync(join(store, 'store'), { recursive: true });
    lab.config = join(lab.root, 'none');
    expect(lab.run(['start'])).toEqual(quiet);
    expect([existsSync(join(store, 'store')), existsSync(lab.config)]).toEqual([true, false]);
  });

  test('is not kept waiting by what it leaves running', () => {
    container(shell, isRoot ? 'root' : undefined);
    give(lab.project, isRoot ? USER : (process.getuid?.() ?? 0));
    const before = Date.now();
    expect(lab.run(['start'])).toMatchObject({ code: 0, stderr: '' });
    expect(lab.run(['start'], { timeout: 30_000 })).toEqual(quiet);
    expect(Date.now() - before).toBeLessThan(60_000);
    lab.unmountProject();
  });
});

describe('a step that stops early stops no other', () => {
  const faults: [string, RegExp, string][] = [
    ['seed', /^seed_all\(\) \{\n/m, 'seed_all() {\n  exit 9\n'],
    ['heal', /^give_back_host_folder\(\) \{\n/m, 'give_back_host_folder() {\n  exit 9\n'],
    ['bridge', /^know_folder\(\) \{\n/m, 'know_folder() {\n  exit 9\n'],
  ];
  test.each(faults)('%s', (step, from, to) => {
    container(broken(`start-${step}`, (text) => text.replace(from, () => to)));
    rmSync(lab.inVolume, { force: true });
    const { code, stderr } = lab.run(['start']);
    expect(code).toBe(0);
    if (step !== 'seed') expect(stderr).toContain(`${step} stopped early (code 9)`);
    expect(existsSync(here('settings.json'))).toBe(step !== 'seed');
    expect(existsSync(lab.inVolume)).toBe(step !== 'bridge');
  });
});
