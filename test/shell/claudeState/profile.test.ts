import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { filesBelow, StateLab } from '../support/StateLab.ts';
import { shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

const DIRECTORIES = ['agents', 'commands', 'skills', 'rules', 'output-styles', 'hooks'];
const FILES = ['settings.json', 'CLAUDE.md', 'keybindings.json'];

describe.each(shells)('the profile under $name', (shell) => {
  function profile(...also: string[]): void {
    lab = new StateLab(shell).mountProject();
    for (const name of [...DIRECTORIES, ...also]) mkdirSync(join(lab.host, name));
    for (const name of [...FILES, 'left-out.txt']) lab.write(join(lab.host, 'files', name), name);
    lab.own();
  }
  const link = (name: string) => readlinkSync(join(lab.config, name));

  test('is linked, nothing else is', () => {
    profile('sessions', 'plugins');
    lab.bridge(lab.workspace);
    for (const name of DIRECTORIES) expect(link(name)).toBe(join(lab.host, name));
    for (const name of FILES) expect(link(name)).toBe(join(lab.host, 'files', name));
    expect(readdirSync(lab.config).sort()).toEqual(
      ['.claude-state', ...DIRECTORIES, ...FILES, 'projects'].sort(),
    );
    expect(lab.bridge()).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('works without a recorded folder, and tasks when it is there', () => {
    profile('tasks');
    lab.bridge();
    expect(link('agents')).toBe(join(lab.host, 'agents'));
    expect(link('tasks')).toBe(join(lab.host, 'tasks'));
  });

  test('leaves what is the user own', () => {
    profile();
    lab.write(join(lab.config, 'agents/mine.md'), 'x');
    lab.write(join(lab.config, 'settings.json'), '{}');
    symlinkSync('/elsewhere', join(lab.config, 'skills'));
    lab.own().bridge(lab.workspace);
    expect(filesBelow(join(lab.config, 'agents'))).toEqual({ 'mine.md': 'x' });
    expect(readFileSync(join(lab.config, 'settings.json'), 'utf8')).toBe('{}');
    expect(link('skills')).toBe('/elsewhere');
    expect(link('commands')).toBe(join(lab.host, 'commands'));
  });

  test('an empty directory or file, as nested mounts leave behind, counts as none', () => {
    profile();
    mkdirSync(join(lab.config, 'agents'));
    lab.write(join(lab.config, 'settings.json'), '');
    lab.own().bridge();
    expect(link('agents')).toBe(join(lab.host, 'agents'));
    expect(link('settings.json')).toBe(join(lab.host, 'files/settings.json'));
  });

  test('our own link elsewhere is mended, one whose mount is gone goes', () => {
    profile();
    mkdirSync(join(lab.config, 'projects'));
    symlinkSync(join(lab.host, 'skills'), join(lab.config, 'agents'));
    symlinkSync(join(lab.host, 'plugins'), join(lab.config, 'plugins'));
    lab.own().bridge();
    expect(link('agents')).toBe(join(lab.host, 'agents'));
    expect(readdirSync(lab.config)).not.toContain('plugins');
  });

  test('all projects are there to be read, and none is linked: a resumed one could not be saved', () => {
    profile();
    lab.write(join(lab.host, 'projects/-a/x.jsonl'), 'a');
    lab.own().bridge(lab.workspace);
    expect(readdirSync(join(lab.config, 'projects')).sort()).toEqual([lab.slug, 'shared']);
  });
});

describe.each(shells)('onboarding under $name', (shell) => {
  const DONE = '{"hasCompletedOnboarding":true}\n';
  function onboarded(before: string | undefined, done = DONE): string | undefined {
    lab = new StateLab(shell).mountProject();
    lab.write(join(lab.host, 'files/onboarding.json'), done);
    const file = join(lab.config, '.claude.json');
    if (before !== undefined) lab.write(file, before);
    lab.own();
    expect(lab.bridge(lab.workspace)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(filesBelow(lab.state(''))).not.toHaveProperty(['claude.json']);
    expect(readdirSync(lab.state('')).filter((name) => name.startsWith('claude.json'))).toEqual([]);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }

  test('done on the host makes .claude.json, closed to others', () => {
    expect(onboarded(undefined)).toBe(DONE);
    expect(lstatSync(join(lab.config, '.claude.json')).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['{"a":1}', '{"hasCompletedOnboarding":true,"a":1}'],
    ['{\n  "a": {"b": "}"}\n}\n', '{"hasCompletedOnboarding":true,\n  "a": {"b": "}"}\n}\n'],
    ['{}', '{"hasCompletedOnboarding":true}'],
    ['{ \n }\n', '{"hasCompletedOnboarding":true \n }\n'],
  ])('is added to %j', (before, after) => {
    expect(onboarded(before)).toBe(after);
    expect(JSON.parse(after)).toHaveProperty('hasCompletedOnboarding', true);
  });

  test.each(['[]', '', '"{"', '{"a":1', '{a}', '{"hasCompletedOnboarding":false}', '\ufeff{"a":1}'])(
    'leaves %j alone',
    (before) => expect(onboarded(before)).toBe(before),
  );

  test('not done on the host changes nothing that is there', () => {
    expect(onboarded('{"a":1}', '{"hasCompletedOnboarding":false}')).toBe('{"a":1}');
  });
});
