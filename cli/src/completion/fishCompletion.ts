import type { CompletedCommand, CompletedOption, CompletedProgram, Values } from './model.ts';

/** A script for fish 3.0 and later. */
export function fishCompletion({ name, options, commands }: CompletedProgram): string {
  const id = `__${name.replaceAll('-', '_')}`;
  const start = `complete -c ${name}`;
  return `# fish completion for ${name}

# True where the command is the one named, and so many operands stand behind it, if a number is named.
function ${id}_in
    set -l words (string match -v -- '-*' (commandline -opc))
    test (count $words) -gt 1; and test "$words[2]" = $argv[1]; or return 1
    test (count $argv) -lt 2; or test (count $words) -eq (math $argv[2] + 2)
end

function ${id}_none
    test (count (string match -v -- '-*' (commandline -opc))) -eq 1
end

${start} -f
${options.map((option) => `${start} -n ${id}_none ${optionWords(option)}`).join('\n')}
${commands.map((command) => `${start} -n ${id}_none -a ${command.name} -d ${quoted(command.summary)}`).join('\n')}
${commands.flatMap((command) => commandLines(start, id, command)).join('\n')}
`;
}

function commandLines(start: string, id: string, { name, options, operands }: CompletedCommand): string[] {
  return [
    ...options.map((option) => `${start} -n '${id}_in ${name}' ${optionWords(option)}`),
    ...operands.flatMap((values, index) => operandLine(start, `${id}_in ${name}`, values, index)),
  ];
}

/** A folder is offered wherever it may stand: the value of an option before it cannot be told from an operand here. */
function operandLine(start: string, condition: string, values: Values, index: number): string[] {
  if (values.kind === 'folder') return [`${start} -n '${condition}' -a '(__fish_complete_directories)'`];
  if (values.kind !== 'choices') return [];
  return [`${start} -n '${condition} ${index}' -a '${values.choices.join(' ')}'`];
}

function optionWords({ names, description, value }: CompletedOption): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  return [...flags, ...(value ? [valueWords(value)] : []), `-d ${quoted(description)}`].join(' ');
}

function valueWords(values: Values): string {
  if (values.kind === 'choices') return `-x -a '${values.choices.join(' ')}'`;
  return { file: '-r -F', folder: "-x -a '(__fish_complete_directories)'", other: '-x' }[values.kind];
}

const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;
