import { capsuleLogins } from '@claude-sessions/core/capsule/types.ts';
import type { RunCommandOptions } from '../commands/run.ts';
import { several, withDryRun, withEngine, withJson } from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';
import { splitWords } from './splitWords.ts';

/** Adds the capsule: a plain container kept up from a folder. */
export function addRun(program: OurCommand): void {
  const added = program
    .declare(
      'run',
      'anywhere',
      'keep a plain container with Claude Code up from a folder',
      "Builds the folder's Dockerfile, or takes an image, and keeps a container of it up, in the foreground: with a home in a volume that survives it, Claude's login in a folder beside yours, a memory limit, and the same conversation each time. Ctrl+C or TERM stops it gracefully.",
    )
    .usage('[options] [folder] [-- command...]')
    .argument('[folder]', 'the folder of the capsule (default: the current directory)')
    .argument('[command...]', 'what is run instead of the conversation')
    .action(async (_folder, _words, options: RunCommandOptions, { args }: OurCommand) => {
      const { folder, handed } = splitWords(args, 'Put what is for the container after `--`.');
      process.exitCode = await (await import('../commands/run.ts')).run(folder, handed, options);
    });
  withJson(withEngine(withDryRun(added, 'show what would be run, and run nothing')))
    .add('action', '--watch', 'rebuild and restart it at each new commit of the folder')
    .add('container', '--name <name>', "its name (default: made of the folder's)")
    .add('container', '--image <image>', 'an image to use instead of the Dockerfile')
    .add('container', '--volume <volume>', 'the volume of its home (default: NAME-home)')
    .add('container', '--memory <amount>', 'its memory limit (default: 4g)')
    .add('container', '--no-workspace', 'do not mount the folder at /workspace')
    .add(
      'container',
      '--login <login>',
      'folder: in a folder of this host (default); own: in the home; token: CLAUDE_CODE_OAUTH_TOKEN of this host',
      capsuleLogins,
    )
    .add('container', '--login-dir <folder>', 'that folder (default: FOLDER.claude-login)')
    .addOption(
      several(
        'container',
        '--env <name>',
        'pass this variable of your environment; may be given several times',
      ),
    )
    .add('container', '--prompt <text>', 'the first prompt, which is given once')
    .example('claude-sessions run', 'the folder you are in')
    .example('claude-sessions run ~/agent --watch', 'rebuilt at each new commit')
    .example('claude-sessions run ~/agent -- bash', 'a shell in its place')
    .note('With --json, each event is a line of JSON.');
}
