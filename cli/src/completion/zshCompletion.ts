import type { CompletedCommand, CompletedOption, CompletedProgram, Values } from './model.ts';

/** A script for zsh, to be sourced or to lie in \$fpath: all it does is to tell `_arguments` what there is. */
export function zshCompletion({ name, options, commands }: CompletedProgram): string {
  const id = `_${name}`;
  return `#compdef ${name}
# zsh completion for ${name}

${id}() {
  local curcontext="$curcontext" state line
  typeset -A opt_args
  _arguments -C -s -S \\
${options.map((option) => `    ${optionSpec(option)} \\`).join('\n')}
    '1:command:${id}_commands' \\
    '*::argument:->argument' && return 0
  [[ $state == argument ]] || return 1
  # What follows "--" is for another program.
  if (( \${words[(Ie)--]} > 0 && \${words[(Ie)--]} < CURRENT )); then
    _default
    return
  fi
  case $line[1] in
${commands.map(commandCase).join('\n')}
  esac
}

${id}_commands() {
  local -a commands
  commands=(
${commands.map((command) => `    ${quoted(`${command.name}:${command.summary}`)}`).join('\n')}
  )
  _describe -t commands command commands
}

if [[ "$funcstack[1]" == ${id} ]]; then
  ${id} "$@"
else
  compdef ${id} ${name}
fi
`;
}

function commandCase({ name, options, operands }: CompletedCommand): string {
  const specs = [...options.map(optionSpec), ...operands.map(operandSpec)];
  return `    ${name})\n      _arguments -s -S \\\n${specs.map((spec) => `        ${spec}`).join(' \\\n')}\n      ;;`;
}

/** The names of an option exclude each other. */
function optionSpec({ names, description, value }: CompletedOption): string {
  const text = `[${description.replace(/[[\]\\]/g, '\\$&')}]${value ? `:value:${action(value)}` : ''}`;
  if (names.length === 1) return quoted(`${names[0]}${text}`);
  return `${quoted(`(${names.join(' ')})`)}{${names.join(',')}}${quoted(text)}`;
}

const operandSpec = (values: Values, index: number) => quoted(`${index + 1}:argument:${action(values)}`);

function action(values: Values): string {
  if (values.kind === 'choices') return `(${values.choices.join(' ')})`;
  return { file: '_files', folder: '_path_files -/', other: ' ' }[values.kind];
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
