import type { Argument, Command, Option } from 'commander';

/** What a word may be: one of a list, a file or folder, or something that nobody can guess. */
export type Values =
  | { readonly kind: 'choices'; readonly choices: readonly string[] }
  | { readonly kind: 'file' | 'folder' | 'other' };

export interface CompletedOption {
  /** As they are typed: `-n`, `--dry-run`. */
  readonly names: readonly string[];
  readonly description: string;
  /** Absent when it takes none. */
  readonly value?: Values;
}

export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  readonly operands: readonly Values[];
}

export interface CompletedProgram extends CompletedCommand {
  readonly commands: readonly CompletedCommand[];
}

/** A command that says what its operands may be where its parser takes any word. */
interface Suggesting extends Command {
  readonly suggestions?: ReadonlyMap<string, readonly string[]>;
}

/** What can be completed, from the commands as they are declared. */
export function completedProgram(program: Command): CompletedProgram {
  const commands = program.createHelp().visibleCommands(program);
  return { ...completedCommand(program), commands: commands.map(completedCommand) };
}

function completedCommand(command: Suggesting): CompletedCommand {
  return {
    name: command.name(),
    summary: command.summary() || command.description(),
    options: command.createHelp().visibleOptions(command).map(completedOption),
    operands: command.registeredArguments.map((argument) => operand(argument, command.suggestions)),
  };
}

function completedOption(option: Option): CompletedOption {
  const names = [option.short, option.long].filter((name) => name !== undefined);
  const { description } = option;
  if (!option.required && !option.optional) return { names, description };
  const valueName = /[<[](\w+)/.exec(option.flags)?.[1] ?? '';
  return { names, description, value: option.argChoices ? choicesOf(option.argChoices) : byName(valueName) };
}

function operand(argument: Argument, suggestions: Suggesting['suggestions']): Values {
  const choices = argument.argChoices ?? suggestions?.get(argument.name());
  return choices ? choicesOf(choices) : byName(argument.name());
}

const choicesOf = (choices: readonly string[]): Values => ({ kind: 'choices', choices });

/** By the name of a value, which says what it is. */
function byName(name: string): Values {
  if (name === 'folder') return { kind: 'folder' };
  return { kind: name === 'file' || name === 'program' ? 'file' : 'other' };
}
