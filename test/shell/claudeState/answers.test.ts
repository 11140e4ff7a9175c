import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { StateLab } from '../support/StateLab.ts';
import { shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

const TRUST = { hasTrustDialogAccepted: true };
const ANSWERS = { ...TRUST, allowedTools: ['Bash(a "b" & \\c:*)'], mcpServers: { one: { command: 'x' } } };
/** As Claude Code writes it. */
const pretty = (value: object) => JSON.stringify(value, null, 2);

describe.each(shells)('what was answered about the project, under $name', (shell) => {
  const file = () => join(lab.config, '.claude.json');
  const state = () => JSON.parse(readFileSync(file(), 'utf8'));

  function make({ before, answers = ANSWERS }: { before?: string; answers?: object | string } = {}): void {
    lab = new StateLab(shell).mountProject();
    lab.write(join(lab.host, 'files/onboarding.json'), '{"hasCompletedOnboarding":true,"theme":"dark"}\n');
    const text = typeof answers === 'string' ? answers : `${JSON.stringify(answers)}\n`;
    lab.write(join(lab.host, 'files/project.json'), text);
    if (before !== undefined) lab.write(file(), before);
    lab.own();
  }
  function bridge(...args: string[]): void {
    expect(lab.bridge(...args)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readdirSync(lab.state('')).filter((name) => name.startsWith('claude.json'))).toEqual([]);
  }

  test('is there once the folder is known, for that folder and no other', () => {
    make();
    bridge();
    expect(state()).toEqual({ hasCompletedOnboarding: true, theme: 'dark' });
    bridge(lab.workspace);
    expect(state()).toEqual({
      hasCompletedOnboarding: true,
      theme: 'dark',
      projects: { [lab.workspace]: ANSWERS },
    });
    expect(lstatSync(file()).mode & 0o777).toBe(0o600);
    const once = readFileSync(file(), 'utf8');
    bridge();
    expect(readFileSync(file(), 'utf8')).toBe(once);
  });

  test.each([
    ['none', {}],
    ['none at all', { projects: {} }],
    ['another', { projects: { '/other': { hasTrustDialogAccepted: false, history: [{ projects: {} }] } } }],
    ['two, then more', { a: 'x', projects: { '/a': {}, '/b': { c: [] } }, z: { y: '  "projects": {' } }],
  ])('joins what Claude Code has recorded: %s', (_, before) => {
    const whole = { numStartups: 1, hasCompletedOnboarding: true, ...before };
    make({ before: pretty(whole) });
    bridge(lab.workspace);
    const { projects } = state();
    expect(state()).toEqual({ ...whole, projects });
    expect(projects).toEqual({
      ...('projects' in before ? (before.projects as object) : {}),
      [lab.workspace]: ANSWERS,
    });
  });

  test('leaves an entry of its own alone, whatever it says', () => {
    make();
    const own = pretty({
      hasCompletedOnboarding: true,
      projects: { [lab.workspace]: { hasTrustDialogAccepted: false } },
    });
    lab.write(file(), own);
    lab.own();
    bridge(lab.workspace);
    expect(readFileSync(file(), 'utf8')).toBe(own);
  });

  test('comes once: what the user takes away does not come back', () => {
    make();
    bridge(lab.workspace);
    const without = pretty({ hasCompletedOnboarding: true, projects: {} });
    writeFileSync(file(), without);
    bridge();
    expect(readFileSync(file(), 'utf8')).toBe(without);
  });

  test.each([
    '{"hasCompletedOnboarding":true,"projects":{"/a":{}}}',
    '[]',
    '{"hasCompletedOnboarding":true',
    '',
  ])('leaves %j alone', (before) => {
    make({ before });
    bridge(lab.workspace);
    expect(readFileSync(file(), 'utf8')).toBe(before);
  });

  test.each([
    '{}',
    '[]',
    '',
    '{"allowedTools":["x"]}',
    '{"hasTrustDialogAccepted":true',
    '{"hasTrustDialogAccepted":false}',
  ])('is nothing when it is not what prepare writes: %j', (answers) => {
    make({ answers });
    bridge(lab.workspace);
    expect(state()).toEqual({ hasCompletedOnboarding: true, theme: 'dark' });
  });

  test('waits while Claude Code holds the lock of its file', () => {
    make({ before: pretty({ hasCompletedOnboarding: true }) });
    mkdirSync(`${file()}.lock`);
    bridge(lab.workspace);
    expect(state()).not.toHaveProperty('projects');
    rmSync(`${file()}.lock`, { recursive: true });
    bridge();
    expect(state().projects).toEqual({ [lab.workspace]: ANSWERS });
  });

  test('in a sub-folder of a repository trust is the folder own, the rest the repository', () => {
    make();
    const sub = join(lab.workspace, 'packages/it\'s "web" \\ é');
    mkdirSync(sub, { recursive: true });
    mkdirSync(join(lab.workspace, '.git'));
    const { hasTrustDialogAccepted, ...rest } = ANSWERS;
    bridge(sub);
    expect(state().projects).toEqual({ [sub]: { hasTrustDialogAccepted }, [lab.workspace]: rest });
  });

  test('in a sub-folder, with nothing but trust, there is one entry', () => {
    make({ answers: TRUST });
    const sub = join(lab.workspace, 'sub');
    mkdirSync(sub);
    mkdirSync(join(lab.workspace, '.git'));
    bridge(sub);
    expect(state().projects).toEqual({ [sub]: TRUST });
  });

  test('is not written through a link, and not for a folder with a line break in its name', () => {
    make();
    const folder = join(lab.root, 'a\nb');
    mkdirSync(folder);
    expect(lab.bridge(folder).code).toBe(0);
    expect(state()).not.toHaveProperty('projects');
    rmSync(file());
    const target = lab.write('elsewhere.json', '{"a":1}');
    spawnSync('ln', ['-s', target, file()]);
    lab.bridge(lab.workspace);
    expect(readFileSync(target, 'utf8')).toBe('{"a":1}');
  });

  test('an isolated container has none of it', () => {
    make();
    rmSync(join(lab.host, 'files'), { recursive: true });
    bridge(lab.workspace);
    expect(existsSync(file())).toBe(false);
  });
});
