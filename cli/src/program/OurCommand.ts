import { Command, Help, type HelpContext, Option } from 'commander';
import { type CommandGroup, commandGroups, type OptionGroup, optionGroups } from './groups.ts';

/** A command line, and what it does in a few words; empty where it says that itself. */
export type Example = readonly [line: string, what: string];

/**
 * A command as it is declared: once, for the parser, the help, the man page and the completion. What is declared here and
 * commander does not know are the groups, the examples and the notes. Nothing is broken into lines by hand: the help
 * fills the terminal's width, the man page the pager's.
 */
export class OurCommand extends Command {
  readonly examples: Example[] = [];
  readonly notes: string[] = [];
  /** What an argument may be, for completion; its parser takes any word. */
  readonly suggestions = new Map<string, readonly string[]>();

  constructor(name?: string) {
    super(name);
    this.addHelpText('after', ({ error }) => this.afterHelp(error));
  }

  override createCommand(name?: string): OurCommand {
    return new OurCommand(name);
  }

  /** A command of ours. @param group under which heading the program's help has it */
  declare(name: string, group: CommandGroup, summary: string, description: string): OurCommand {
    const added = this.command(name);
    added.summary(summary).description(description).helpGroup(commandGroups[group]);
    return added;
  }

  /** An option, under the heading of its group. @param choices what it may be, where that is a list */
  add(group: OptionGroup, flags: string, description: string, choices?: readonly string[]): this {
    const option = new Option(flags, description).helpGroup(optionGroups[group]);
    return this.addOption(choices ? option.choices(choices) : option);
  }

  example(line: string, what = ''): this {
    this.examples.push([line, what]);
    return this;
  }

  /** A paragraph below the options. */
  note(text: string): this {
    this.notes.push(text);
    return this;
  }

  override createHelp(): Help {
    return Object.assign(new OurHelp(), this.configureHelp());
  }

  /** Of a command that is not there, as `help` names it, there is no help: that is said as where it is run. */
  override help(context?: HelpContext | ((text: string) => string)): never {
    const [first, name] = this.args;
    const isError = typeof context === 'object' && context.error;
    if (isError && first === 'help' && name !== undefined) this.parse([name], { from: 'user' });
    return super.help(context as HelpContext);
  }

  /** Words that completion offers for an argument. */
  suggest(argument: string, words: readonly string[]): this {
    this.suggestions.set(argument, words);
    return this;
  }

  private afterHelp(error: boolean): string {
    const { getOutHelpWidth, getErrHelpWidth } = this.configureOutput();
    const width = (error ? getErrHelpWidth?.() : getOutHelpWidth?.()) ?? 80;
    const helper = this.createHelp();
    helper.prepareContext({ helpWidth: width, error });
    const examples = exampleLines(helper, this.examples, width);
    const notes = this.notes.map((text) => helper.boxWrap(text, width));
    const parts = [...(examples.length > 0 ? [['Examples:', ...examples].join('\n')] : []), ...notes];
    return parts.map((part) => `\n${part}`).join('\n');
  }
}

/** With the headings in the order of our lists, whatever the order of declaration; of commands their names only. */
class OurHelp extends Help {
  override subcommandTerm(command: Command): string {
    return command.name();
  }

  override groupItems<T extends Command | Option>(
    unsorted: T[],
    visible: T[],
    getGroup: (item: T) => string,
  ): Map<string, T[]> {
    const headings: readonly string[] = [...Object.values(commandGroups), ...Object.values(optionGroups)];
    const groups = super.groupItems(unsorted, visible, getGroup);
    const rank = ([heading]: [string, T[]]) => headings.indexOf(heading);
    return new Map([...groups].sort((a, b) => rank(a) - rank(b)));
  }
}

/** Beside each line what it does; below it where the terminal is narrow. */
function exampleLines(helper: Help, examples: readonly Example[], width: number): string[] {
  const longest = Math.max(0, ...examples.map(([line]) => line.length)) + 4;
  const isNarrow = width - longest < helper.minWidthToWrap;
  return examples.map(([line, what]) => {
    if (what === '') return `  ${line}`;
    const left = isNarrow ? 6 : longest;
    const [first = '', ...rest] = helper.boxWrap(what, Math.max(width - left, 20)).split('\n');
    const indent = ' '.repeat(left);
    const start = isNarrow ? `  ${line}\n${indent}` : `  ${line}`.padEnd(longest);
    return [start + first, ...rest.map((each) => indent + each)].join('\n');
  });
}
