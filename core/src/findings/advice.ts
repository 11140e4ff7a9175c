/** One of our commands, as data: the command line and an editor name it in their own way. */
export interface OurCommand {
  readonly command: CliCommand;
  /** Its words, as the command line takes them. */
  readonly options: readonly string[];
  /** What it is done with, before the words that name the dev container: the former place of a project. */
  readonly subject?: string;
  /** The words that name the dev container, where it would not be found without them. */
  readonly where?: readonly string[];
}

/** The commands that a finding may send people to. */
export type CliCommand =
  | 'share'
  | 'isolate'
  | 'remove'
  | 'continue'
  | 'prepare'
  | 'status'
  | 'doctor'
  | 'verify'
  | 'pull'
  | 'push'
  | 'memory'
  | 'adopt'
  | 'migrate'
  | 'prune';

/** What to do next: text and our commands, in reading order. */
export type Advice = readonly (string | OurCommand)[];

export function ourCommand(command: CliCommand, ...options: readonly string[]): OurCommand {
  return { command, options };
}

/** A command with its first argument, or that of its commands which is meant. */
export function ourCommandAbout(
  command: CliCommand,
  subject: string,
  ...options: readonly string[]
): OurCommand {
  return { command, options, subject };
}

/** Tag of a template: a sentence that may hold our commands, and other such sentences. */
export function advice(texts: TemplateStringsArray, ...parts: readonly AdvicePart[]): Advice {
  return joinAdvice(texts.flatMap((text, index) => [text, parts[index] ?? '']));
}

type AdvicePart = string | number | OurCommand | Advice;

/** Puts texts, commands and sentences together, in this order and with nothing between them. */
export function joinAdvice(parts: readonly AdvicePart[]): Advice {
  const joined: (string | OurCommand)[] = [];
  for (const part of parts.flat()) {
    const last = joined.at(-1);
    if (typeof part === 'object') joined.push(part);
    else if (typeof last === 'string') joined[joined.length - 1] = `${last}${part}`;
    else if (part !== '') joined.push(String(part));
  }
  return joined;
}

/** The same advice with its commands about one dev container. @param where the words that name it; none where it is found without */
export function adviceAbout(advice: Advice, where: readonly string[]): Advice {
  if (where.length === 0) return advice;
  return advice.map((part) => (typeof part === 'string' ? part : { ...part, where }));
}

/** A command as it is typed. */
function commandLine({ command, options, subject, where = [] }: OurCommand): string {
  const about = subject === undefined ? [] : [subject];
  return ['claude-sessions', command, ...[...about, ...where].map(shellWord), ...options].join(' ');
}

/** A path as one word of a shell command. */
export function shellWord(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** How a front end names a command in a sentence. */
export type CommandWords = (command: OurCommand) => string;

/** A command in a sentence about the command line. */
export const typedCommand: CommandWords = (command) => `\`${commandLine(command)}\``;

/**
 * A command in a sentence of an editor: by its title there. One with options stays as it is typed, since no title says them.
 * @param titles of the commands that the editor has
 */
export function titledCommand(titles: Readonly<Partial<Record<CliCommand, string>>>): CommandWords {
  return (command) => {
    const isPlain = command.options.length === 0 && command.subject === undefined;
    const title = isPlain ? titles[command.command] : undefined;
    return title === undefined ? typedCommand(command) : `“${title}”`;
  };
}

/** Advice as text, in the words of a front end; else in those of the command line. */
export function adviceText(advice: Advice, words: CommandWords = typedCommand): string {
  return advice.map((part) => (typeof part === 'string' ? part : words(part))).join('');
}
