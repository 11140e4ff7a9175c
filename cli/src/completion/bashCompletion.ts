import type { CompletedCommand, CompletedProgram, Values } from './model.ts';

/**
 * A script for bash 3.2 and later; nothing else is needed. Files and folders are left to readline, which quotes their names.
 * No word that is being typed is ever evaluated.
 */
export function bashCompletion({ name, options, commands }: CompletedProgram): string {
  const id = `_${name.replaceAll('-', '_')}`;
  const names = commands.map((command) => command.name).join(' ');
  return `# bash completion for ${name}

# What the value of an option may be, in \`values\`; false for one that takes none.
${id}_value() {
  case "$1 $2" in
${valueCases(commands)}
    *) return 1 ;;
  esac
}

# What an operand may be, in \`values\`.
${id}_operand() {
  case "$1 $2" in
${operandCases(commands)}
    *) values= ;;
  esac
}

# The options of a command, in \`values\`.
${id}_options() {
  case "$1" in
${commands.map((command) => `    ${command.name}) values='${optionNames(command)}' ;;`).join('\n')}
    *) values='${options.flatMap((option) => option.names).join(' ')}' ;;
  esac
}

# Offers words, or leaves it to readline: \`compopt\` is of bash 4.
${id}_offer() {
  case "$1" in
    @file) compopt -o default 2>/dev/null ;;
    @folder) compopt +o default -o dirnames 2>/dev/null ;;
    *)
      compopt +o default 2>/dev/null
      # Words of ours, without spaces.
      # shellcheck disable=SC2207
      COMPREPLY=($(compgen -W "$1" -- "$2"))
      ;;
  esac
}

${id}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD - 1]}" command='' operands=0 values i word
  COMPREPLY=()
  # "--name=value" comes in three words.
  if [[ "$cur" == = ]]; then
    cur=''
  elif [[ "$prev" == = ]]; then
    prev="\${COMP_WORDS[COMP_CWORD - 2]}"
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [[ -z "$command" ]]; then
      [[ "$word" == -* ]] || command="$word"
    elif [[ "$word" == -- ]]; then
      ${id}_offer @file "$cur"
      return
    elif ${id}_value "$command" "$word"; then
      [[ "\${COMP_WORDS[i + 1]}" != = ]] || i=$((i + 1))
      i=$((i + 1))
    elif [[ "$word" != -* ]]; then
      operands=$((operands + 1))
    fi
  done
  if [[ -z "$command" ]]; then
    values='${names}'
    [[ "$cur" != -* ]] || ${id}_options ''
  elif ${id}_value "$command" "$prev"; then
    :
  elif [[ "$cur" == -* ]]; then
    ${id}_options "$command"
  else
    ${id}_operand "$command" "$operands"
  fi
  ${id}_offer "$values" "$cur"
}

complete -o default -F ${id} ${name}
`;
}

function valueCases(commands: readonly CompletedCommand[]): string {
  return commands
    .flatMap(({ name, options }) =>
      options.flatMap(({ names, value }) =>
        value
          ? [`    ${names.map((each) => `'${name} ${each}'`).join(' | ')}) values='${words(value)}' ;;`]
          : [],
      ),
    )
    .join('\n');
}

function operandCases(commands: readonly CompletedCommand[]): string {
  return commands
    .flatMap(({ name, operands }) =>
      operands.map((values, index) => `    '${name} ${index}') values='${words(values)}' ;;`),
    )
    .join('\n');
}

const optionNames = ({ options }: CompletedCommand) => options.flatMap(({ names }) => names).join(' ');

function words(values: Values): string {
  if (values.kind === 'choices') return values.choices.join(' ');
  return values.kind === 'other' ? '' : `@${values.kind}`;
}
