import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../cli/src/program/createProgram.ts';
import type { OurCommand } from '../../cli/src/program/OurCommand.ts';
import { repository } from '../harness/system/repository.ts';

const page = join(repository, 'cli/man/claude-sessions.1');
const program = createProgram();
const commands = program.commands as OurCommand[];

const isThere = (name: string) => spawnSync('sh', ['-c', 'command -v "$0"', name]).status === 0;
const describeWith = (name: string) => describe.skipIf(!isThere(name) && process.env.CI !== 'true');

/** Without what a terminal shows twice, and with one space for each white space. */
const plain = (text: string) => text.replace(/.\u0008/gu, '').replace(/\s+/g, ' ');

function run(command: string, ...args: string[]) {
  const env = {
    ...process.env,
    LC_ALL: 'C.UTF-8',
    MANWIDTH: '400',
    MANPAGER: 'cat',
    MAN_KEEP_FORMATTING: '',
  };
  return spawnSync(command, args, { encoding: 'utf8', env });
}

/** Every command, option and example is shown as it is typed. */
function expectAll(rendered: string): void {
  const text = plain(rendered);
  for (const command of commands) {
    expect(text).toContain(`claude-sessions ${command.name()} ${command.usage()}`);
    for (const option of command.createHelp().visibleOptions(command)) expect(text).toContain(option.flags);
  }
  for (const [line] of commands.flatMap(({ examples }) => examples)) expect(text).toContain(plain(line));
}

describeWith('mandoc')('by mandoc, the man page', () => {
  it('has no fault', () => {
    expect(run('mandoc', '-Tlint', '-Wwarning', page)).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  it('shows everything', () => {
    expectAll(run('mandoc', '-Tutf8', '-Owidth=400', page).stdout);
  });
});

describeWith('man')('by man, the man page', () => {
  it('is shown without a warning, and shows everything', () => {
    const { status, stdout, stderr } = run('man', '--warnings', '--no-hyphenation', '-l', page);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expectAll(stdout);
  });
});

it('holds nothing but ASCII, which every roff shows', () => {
  expect(readFileSync(page, 'utf8')).toMatch(/^[\n\x20-\x7e]*$/);
});
