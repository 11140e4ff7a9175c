import type { Command, Option } from 'commander';
import { createProgram } from '../cli/src/program/createProgram.ts';
import { commandGroups, optionGroups } from '../cli/src/program/groups.ts';
import type { Example, OurCommand } from '../cli/src/program/OurCommand.ts';
import { definitions, type SettingDefinition, settingKeys } from '../cli/src/settings/definitions.ts';

/** When the form of the page changed last: a page has to have a date. What it says is of the version that it names. */
const date = '2026-11-29';

/** The man page, of the commands as they are declared; in the macros of man(7), which mandoc and groff both know. */
export function manPage(): string {
  const program = createProgram();
  const commands = program.createHelp().visibleCommands(program).filter(isOurs);
  return `${[
    '.\\" Generated from cli/src/program by `npm run generate`.',
    `.TH CLAUDE\\-SESSIONS 1 "${date}" "claude\\-sessions ${program.version()}" "User Commands"`,
    ...heading('NAME'),
    'claude\\-sessions \\- share, isolate and keep Claude Code\\(aqs sessions in dev containers',
    ...heading('SYNOPSIS'),
    `.B claude\\-sessions`,
    '.I command',
    '.RI [ options ]',
    '.RI [ folder ]',
    ...heading('DESCRIPTION'),
    prose(program.description()),
    ...program.notes.flatMap((note) => ['.PP', prose(note)]),
    ...heading('COMMANDS'),
    ...Object.values(commandGroups).flatMap((group) => groupLines(group, commands)),
    ...commands.flatMap(commandLines),
    ...heading('ENVIRONMENT'),
    ...settingKeys.flatMap(variableLines),
    ...item('NO_COLOR', 'If set, no colours are used.'),
    ...heading('FILES'),
    ...item(
      '~/.config/claude-sessions/config.json',
      'Your defaults for all projects; $XDG_CONFIG_HOME/claude-sessions/config.json if that is set. JSON with comments, written by claude-sessions config.',
    ),
    ...item(
      '~/.claude-sessions',
      'What was prepared on this host for each dev container, and what is remembered of it.',
    ),
    ...heading('EXAMPLES'),
    ...program.examples.flatMap(exampleLines),
    ...heading('SEE ALSO'),
    text('https://github.com/claude-sessions/claude-sessions'),
  ].join('\n')}\n`;
}

/** Commander's own `help` is none of them. */
function isOurs(command: Command): command is OurCommand {
  return 'examples' in command && command.name() !== 'help';
}

function groupLines(group: string, commands: readonly OurCommand[]): string[] {
  const inside = commands.filter((command) => command.helpGroup() === group);
  if (inside.length === 0) return [];
  return [
    `.SS ${quoted(withoutColon(group))}`,
    ...inside.flatMap((command) => item(command.name(), sentence(command.summary()))),
  ];
}

function commandLines(command: OurCommand): string[] {
  const options = command.createHelp().visibleOptions(command);
  return [
    ...heading(command.name().toUpperCase()),
    `.B claude\\-sessions ${text(command.name())}`,
    text(command.usage()),
    '.PP',
    prose(command.description()),
    ...command.registeredArguments.flatMap((argument) =>
      item(argument.name(), sentence(argument.description)),
    ),
    ...Object.values(optionGroups).flatMap((group) =>
      optionLines(
        group,
        options.filter((option) => option.helpGroupHeading === group),
      ),
    ),
    ...command.notes.flatMap((note) => ['.PP', prose(note)]),
    ...(command.examples.length > 0 ? ['.SS Examples', ...command.examples.flatMap(exampleLines)] : []),
  ];
}

function optionLines(group: string, options: readonly Option[]): string[] {
  if (options.length === 0) return [];
  return [
    `.SS ${quoted(withoutColon(group))}`,
    ...options.flatMap(({ flags, description, argChoices }) =>
      item(flags, sentence(argChoices ? `${description}; one of ${argChoices.join(', ')}` : description)),
    ),
  ];
}

function variableLines(key: (typeof settingKeys)[number]): string[] {
  const { variable, summary }: SettingDefinition = definitions[key];
  return variable ? item(variable, sentence(summary)) : [];
}

const exampleLines = ([line, what]: Example) => item(line, what === '' ? '' : sentence(what));

const heading = (title: string) => [`.SH ${text(title)}`];

/** A term in bold, and below it what it is. */
function item(term: string, what: string): string[] {
  return what === '' ? ['.RS 0', `.B ${text(term)}`, '.RE'] : ['.TP', `.B ${text(term)}`, prose(what)];
}

const quoted = (words: string) => `"${text(words)}"`;

const withoutColon = (title: string) => title.replace(/:$/, '');

/** A phrase of the help as a sentence. */
function sentence(phrase: string): string {
  const start = /^[a-z]+(?: |,|$)/.test(phrase) ? phrase.charAt(0).toUpperCase() + phrase.slice(1) : phrase;
  return /[.!?)]$/.test(start) && !/\(default.*\)$/.test(start) ? start : `${start}.`;
}

/** As roff takes it: no character of its own is left, and a line cannot begin a request. */
function text(words: string): string {
  const special: Record<string, string> = {
    '\\': '\\e',
    '-': '\\-',
    "'": '\\(aq',
    '`': '\\(ga',
    '~': '\\(ti',
    '^': '\\(ha',
    '"': '\\(dq',
  };
  return words.replace(/[\\\-'`~^"]/g, (character) => special[character] ?? '').replace(/^\./, '\\&.');
}

/** Text of some length, on lines that a diff can show. */
function prose(words: string): string {
  const lines: string[] = [];
  for (const word of text(words).split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= 80) lines[lines.length - 1] = longer;
    else lines.push(word.replace(/^\./, '\\&.'));
  }
  return lines.join('\n');
}
