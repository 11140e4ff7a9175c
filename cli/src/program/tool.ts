import { Argument, Option } from 'commander';
import type { Shell } from '../commands/completion.ts';
import { settingKeys } from '../settings/definitions.ts';
import { withJson } from './commonOptions.ts';
import { optionGroups } from './groups.ts';
import type { OurCommand } from './OurCommand.ts';

/** Adds the commands about the program itself. */
export function addTool(program: OurCommand): void {
  addConfig(program);
  addCompletion(program);
  program
    .declare(
      'lsp',
      'tool',
      'serve devcontainer.json to an editor',
      'The language server for devcontainer.json, on stdin and stdout: findings with their fixes, hovers, completion. An editor starts it, for devcontainer.json files; any other file it leaves alone. It reads the files that the findings are about, on this host too, and starts no other program.',
    )
    .add('advanced', '--stdio', 'stdin and stdout, which it is anyway; for editors that say so')
    .addOption(new Option('--clientProcessId <id>').hideHelp().helpGroup(optionGroups.advanced))
    .note(
      'Set-ups for Neovim, Helix and Zed: https://github.com/claude-sessions/claude-sessions/blob/main/docs/editors.md',
    )
    .note('Exit codes: 0 when the editor has shut it down before it ended it, else 1.')
    .action(async () => (await import('../commands/lsp.ts')).lsp());
}

function addConfig(program: OurCommand): void {
  const added = program
    .declare(
      'config',
      'tool',
      'show or change your defaults for all projects',
      'Shows your defaults and where each one comes from: an option overrides the environment, the environment your config file, the file what is built in. The file is yours, outside of every project: $XDG_CONFIG_HOME/claude-sessions/config.json, or ~/.config/claude-sessions/config.json; %APPDATA%\\claude-sessions\\config.json on Windows.',
    )
    .usage('[options] [set KEY VALUE | unset KEY]')
    .addArgument(
      new Argument('[action]', 'set a default in the config file, or take one out').choices(['set', 'unset']),
    )
    .addArgument(new Argument('[key]', `which one: ${settingKeys.join(', ')}`))
    .argument('[value]', 'what to set it to')
    .action(async (...all: [string?, string?, string?, { json?: boolean }?]) => {
      const { config } = await import('../commands/config.ts');
      process.exitCode = await config(all.slice(0, 3) as (string | undefined)[], all[3] ?? {});
    });
  withJson(added)
    .suggest('key', settingKeys)
    .example('claude-sessions config')
    .example('claude-sessions config set dockerPath podman')
    .example('claude-sessions config set collection ghcr.io/example/features')
    .example('claude-sessions config unset dockerPath');
}

function addCompletion(program: OurCommand): void {
  program
    .declare(
      'completion',
      'tool',
      'print a completion script for bash, zsh or fish',
      'Prints a script that completes commands, options, their values and folders in your shell.',
    )
    .addArgument(new Argument('<shell>', 'your shell').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: Shell) => (await import('../commands/completion.ts')).completion(shell, program))
    .example('source <(claude-sessions completion bash)', 'in ~/.bashrc')
    .example('source <(claude-sessions completion zsh)', 'in ~/.zshrc, after compinit')
    .example('claude-sessions completion fish | source', 'in ~/.config/fish/config.fish')
    .note(
      'A file starts faster: ~/.local/share/bash-completion/completions/claude-sessions for bash (with the package bash-completion), _claude-sessions in a folder of $fpath for zsh, ~/.config/fish/completions/claude-sessions.fish for fish.',
    );
}
