import { Argument } from 'commander';
import type { ExportOptions } from '../commands/export.ts';
import type { ExportEngine } from '../export/render.ts';
import { several, withDryRun, withJson } from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';

/** Adds the command about agents that run elsewhere than in a dev container. */
export function addExport(program: OurCommand): void {
  const added = program
    .declare(
      'export',
      'anywhere',
      'write files for Kubernetes, Compose or Docker to run an agent',
      'Writes what an engine needs to run an agent, from one description: a file, options, or both. Its home and its projects survive the container, and a new container resumes the same conversation. Secrets are named, never written. What is written is checked first; --check does the same for files of yours.',
    )
    .addArgument(new Argument('[engine]', 'what to write for').choices(['kubernetes', 'compose', 'docker']))
    .action(async (engine: ExportEngine | undefined, options: ExportOptions) => {
      process.exitCode = await (await import('../commands/export.ts')).exportAgent(engine, options);
    });
  withJson(withDryRun(added, 'show what would be written, and write nothing'))
    .add('action', '--from <file>', 'the description, a YAML file; options override it')
    .add('action', '--out <folder>', "where to write (default: a folder of the agent's name)")
    .add('action', '--force', 'overwrite files that were edited since')
    .add(
      'action',
      '--check [path]',
      'check a file or folder of manifests instead (default: the current directory)',
    )
    .add('action', '--as <kind>', 'Kubernetes: the object that has the pod (default: deployment)', [
      'deployment',
      'sandbox',
    ])
    .add('action', '--restricted', 'Kubernetes: for clusters that refuse init containers run by root')
    .add('container', '--name <name>', 'the name of the agent, a DNS label')
    .add('container', '--image <image>', 'its image, with a tag or a digest')
    .add('container', '--user <uid:gid>', 'the user of the image, in numbers')
    .add('container', '--home <path>', 'the home of that user in the image')
    .add('container', '--memory <amount>', 'its memory limit (default: 4Gi)')
    .add('container', '--home-size <amount>', "the size of the home's volume (default: 10Gi)")
    .add('container', '--projects-size <amount>', "the size of the projects' volume (default: 20Gi)")
    .add(
      'container',
      '--ssh <secret:files>',
      'a secret with files for ~/.ssh, such as me-ssh:id_ed25519,known_hosts',
    )
    .add('container', '--env <secret[:key]>', 'a secret with a .env for the home')
    .addOption(
      several(
        'container',
        '--repository <url[#branch]>',
        'a repository to clone, or to bring up to date; may be given several times',
      ),
    )
    .add('container', '--login <login>', 'where the login is (default: own)', [
      'own',
      'token',
      'shared',
      'host-readonly',
    ])
    .add(
      'container',
      '--login-from <name>',
      'its secret (token), volume (shared) or folder on the host (host-readonly)',
    )
    .addOption(
      several(
        'container',
        '--slot <name>',
        'a slot beside the others; may be given several times (default: blue and green)',
      ),
    )
    .add('container', '--prompt <text>', 'the first prompt, which is given once')
    .example('claude-sessions export kubernetes --from alice.agent.yaml')
    .example('claude-sessions export compose --from alice.agent.yaml --out deploy')
    .example('claude-sessions export --check deploy', 'look for what an engine would refuse or misread')
    .note('The description: https://github.com/claude-sessions/claude-sessions/blob/main/docs/anywhere.md')
    .note('Exit codes: 1 when --check finds something, or a file to be written was edited.');
}
