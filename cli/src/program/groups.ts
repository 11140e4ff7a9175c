/** The headings under which the program's help lists its commands, in this order. */
export const commandGroups = {
  project: 'This project:',
  trust: 'Trust:',
  sessions: 'Sessions:',
  anywhere: 'Anywhere:',
  tool: 'Tool:',
} as const;

export type CommandGroup = keyof typeof commandGroups;

/** The headings under which the help of a command lists its options. */
export const optionGroups = {
  action: 'What to do:',
  share: 'What to share:',
  configuration: 'Which dev container:',
  container: 'Container:',
  output: 'Output:',
  advanced: 'Advanced:',
} as const;

export type OptionGroup = keyof typeof optionGroups;
