import { describe, expect, it } from 'vitest';
import { createProgram } from '../../../cli/src/program/createProgram.ts';
import { commandGroups, optionGroups } from '../../../cli/src/program/groups.ts';

const program = createProgram();
const commands = program.createHelp().visibleCommands(program);
const shown = [program, ...commands].flatMap((command) =>
  command
    .createHelp()
    .visibleOptions(command)
    .map((option) => [command.name(), option.flags, option] as const),
);

describe('every command and option stands under a heading of ours', () => {
  it.each(commands.map((command) => [command.name(), command] as const))('command %s', (_name, command) => {
    expect(Object.values(commandGroups)).toContain(command.helpGroup());
  });

  it.each(shown)('%s %s', (_name, _flags, option) => {
    expect(Object.values(optionGroups)).toContain(option.helpGroupHeading);
  });

  it('in the order of our lists', () => {
    const headings = program
      .helpInformation()
      .split('\n')
      .filter((line) => Object.values(commandGroups).some((heading) => line === heading));
    const order = Object.values(commandGroups).filter((heading) => headings.includes(heading));
    expect(headings).toEqual(order);
    const share = commands.find((command) => command.name() === 'share');
    const ofShare = (share?.helpInformation() ?? '').split('\n').filter((line) => /^\w.*:$/.test(line));
    expect(ofShare).toEqual([
      'Arguments:',
      'What to do:',
      'What to share:',
      'Which dev container:',
      'Container:',
      'Output:',
      'Advanced:',
    ]);
  });
});

describe('short options mean one thing everywhere', () => {
  it.each([
    ['-n', '--dry-run'],
    ['-y', '--yes'],
    ['-q', '--quiet'],
    ['-v', '--verbose'],
    ['-V', '--version'],
    ['-h', '--help'],
  ])('%s is %s, and the other way about', (short, long) => {
    const found = shown.filter(([, , option]) => option.short === short || option.long === long);
    expect(found.length).toBeGreaterThan(0);
    for (const [, , option] of found) {
      expect([option.short, option.long]).toEqual([short, long]);
    }
  });

  it('-q and -v come together', () => {
    for (const command of commands) {
      const flags = command.options.map(({ short }) => short);
      expect(flags.includes('-q'), command.name()).toBe(flags.includes('-v'));
    }
  });
});

describe('the help fills the width of the terminal', () => {
  const helpAt = (name: string, width: number): string => {
    const made = createProgram();
    const found = made.commands.find((command) => command.name() === name) ?? made;
    let text = '';
    found.configureOutput({
      writeOut: (part) => {
        text += part;
      },
      getOutHelpWidth: () => width,
    });
    found.outputHelp();
    return text;
  };

  it.each([80, 100, 120])('%i columns: no line is longer, and none is broken by hand', (width) => {
    for (const name of ['', ...commands.map((command) => command.name())]) {
      const lines = helpAt(name, width).split('\n');
      for (const line of lines.filter((each) => !each.includes('https://'))) {
        expect(line.length, `${name}: ${line}`).toBeLessThanOrEqual(width);
      }
    }
  });

  it('no text has a line break of its own', () => {
    for (const command of [program, ...program.commands]) {
      const texts = [
        command.summary(),
        command.description(),
        ...command.options.map(({ description }) => description),
        ...command.registeredArguments.map(({ description }) => description),
      ];
      for (const text of texts) expect(text, command.name()).not.toMatch(/\n/);
    }
  });

  it('examples stand beside what they do where there is room, else above it', () => {
    expect(helpAt('doctor', 120)).toMatch(/doctor --fix {4,}and fix what can be fixed/);
    expect(helpAt('doctor', 60)).toMatch(/doctor --fix\n {6}and fix what can be fixed/);
  });
});
