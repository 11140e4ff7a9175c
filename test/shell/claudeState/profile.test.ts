import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
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

  /** Skills on the host: one real, one a link whose copy *prepare* made, one a link that leads to nothing here. */
  function linkedSkills(): void {
    profile();
    lab.write(join(lab.host, 'skills/real/SKILL.md'), 'real');
    symlinkSync('../../.agents/foo', join(lab.host, 'skills/foo'));
    symlinkSync('../../.agents/a b', join(lab.host, 'skills/a b'));
    symlinkSync('../../gone', join(lab.host, 'skills/gone'));
    lab.write(join(lab.host, 'files/linked/skills/foo/SKILL.md'), 'copy of foo');
    lab.write(join(lab.host, 'files/linked/skills/a b/SKILL.md'), 'copy of a b');
    lab.own();
  }
  const skill = (name: string) => readFileSync(join(lab.config, 'skills', name, 'SKILL.md'), 'utf8');
  const skills = () => readdirSync(join(lab.config, 'skills')).sort();

  test('with copies of what links lead to, a directory has a link for each entry', () => {
    linkedSkills();
    expect(lab.bridge(lab.workspace)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(skills()).toEqual(['a b', 'foo', 'real']);
    expect(['a b', 'foo', 'real'].map(skill)).toEqual(['copy of a b', 'copy of foo', 'real']);
    expect(link('skills/real')).toBe(join(lab.host, 'skills/real'));
    expect(link('agents')).toBe(join(lab.host, 'agents'));
    const before = lstatSync(join(lab.config, 'skills/foo')).ino;
    lab.bridge();
    expect(lstatSync(join(lab.config, 'skills/foo')).ino).toBe(before);
  });

  test('such a directory follows the host, and is one link again when it has nothing else', () => {
    linkedSkills();
    symlinkSync(join(lab.host, 'skills'), join(lab.config, 'skills'));
    lab.own().bridge(lab.workspace);
    expect(skills()).toEqual(['a b', 'foo', 'real']);
    for (const path of ['skills/a b', 'files/linked/skills/a b', 'skills/real'])
      rmSync(join(lab.host, path), { recursive: true });
    lab.write(join(lab.host, 'skills/new/SKILL.md'), 'new');
    lab.own().bridge();
    expect(skills()).toEqual(['foo', 'new']);
    rmSync(join(lab.host, 'files/linked'), { recursive: true });
    lab.bridge();
    expect(link('skills')).toBe(join(lab.host, 'skills'));
  });

  test('what the user has in such a directory stays and wins', () => {
    linkedSkills();
    lab.write(join(lab.config, 'skills/foo/SKILL.md'), 'my own foo');
    lab.write(join(lab.config, 'skills/empty.md'), '');
    lab.write(join(lab.host, 'skills/empty.md'), 'of the host');
    symlinkSync('/elsewhere', join(lab.config, 'skills/real'));
    lab.own().bridge(lab.workspace);
    expect(skills()).toEqual(['a b', 'empty.md', 'foo', 'real']);
    expect(skill('foo')).toBe('my own foo');
    expect(link('skills/real')).toBe('/elsewhere');
    expect(readFileSync(join(lab.config, 'skills/empty.md'), 'utf8')).toBe('');
    rmSync(join(lab.host, 'files/linked'), { recursive: true });
    lab.write(join(lab.host, 'skills/new/SKILL.md'), 'new');
    lab.own().bridge();
    expect(skills()).toEqual(['empty.md', 'foo', 'new', 'real']);
    lab.unmountProject().bridge();
    expect(skills()).toEqual(['empty.md', 'foo', 'real']);
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
