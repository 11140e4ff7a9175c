import type { Command } from 'commander';
import { bashCompletion } from '../completion/bashCompletion.ts';
import { fishCompletion } from '../completion/fishCompletion.ts';
import { completedProgram } from '../completion/model.ts';
import { zshCompletion } from '../completion/zshCompletion.ts';

/** The shells that there is a script for. */
export type Shell = 'bash' | 'zsh' | 'fish';

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/**
 * `completion`: prints a script that completes our commands in a shell, made of them as they are declared. It holds all
 * there is to complete: nothing of ours is started while somebody types.
 */
export function completion(shell: Shell, program: Command): void {
  process.stdout.write(scripts[shell](completedProgram(program)));
}
