import { Option } from 'commander';
import { optionGroups } from './groups.ts';
import type { OurCommand } from './OurCommand.ts';

/** Adds the commands about the program itself. */
export function addTool(program: OurCommand): void {
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
