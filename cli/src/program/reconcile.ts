import type { ReconcileOptions } from '../commands/reconcile.ts';
import {
  several,
  withDevcontainerCli,
  withDryRun,
  withEngine,
  withJson,
  withVerbosity,
} from './commonOptions.ts';
import type { OurCommand } from './OurCommand.ts';

/** Adds the command that compares all that runs with what was asked for. */
export function addReconcile(program: OurCommand): void {
  const added = program
    .declare(
      'reconcile',
      'anywhere',
      'compare what runs with what was asked for, and fix it',
      "Looks at every dev container, capsule, Compose service and Kubernetes pod that holds Claude's state, and compares its mounts with what was asked for: by devcontainer.json and its Features, by what made it, or by what is needed for nothing to be lost. What belongs to another controller is named and left to it.",
    )
    .action(async (options: ReconcileOptions) => {
      process.exitCode = await (await import('../commands/reconcile.ts')).reconcileAll(options);
    });
  const declared = withDryRun(withJson(added), 'with --recreate: show what would be done, and do nothing');
  withVerbosity(withDevcontainerCli(withEngine(declared)), {
    quiet: 'print only what is not as asked',
    verbose: 'also print what is as asked',
  })
    .add(
      'action',
      '--recreate',
      'recreate what is not as asked: dev containers, Compose services, exported containers and capsules, by their own tools; what a container holds outside of mounts is lost',
    )
    .add('action', '-y, --yes', 'approve what acts on this host without asking; it is shown all the same')
    .add('action', '--watch', 'compare again whenever an engine or cluster tells of a change, until Ctrl+C')
    .add('action', '--install', 'print a user service that runs --watch (systemd, launchd)')
    .add(
      'action',
      '--from <file>',
      'compare what a file says, `-` for stdin: the output of docker inspect, podman inspect or kubectl get -o json',
    )
    .addOption(
      several(
        'container',
        '--namespace <name>',
        'Kubernetes: a namespace; may be given several times (default: that of the context)',
      ),
    )
    .add('container', '--all-namespaces', 'Kubernetes: every namespace')
    .add('container', '--no-kubernetes', 'leave Kubernetes out')
    .add(
      'advanced',
      '--kubectl-path <program>',
      'kubectl (default: the one on PATH, where you have a cluster)',
    )
    .example('claude-sessions reconcile')
    .example('claude-sessions reconcile --recreate', 'recreate what may be, once it is approved')
    .example('claude-sessions reconcile --install --all-namespaces', 'a service that reports each change')
    .example('kubectl get pods,deployments -A -o json | claude-sessions reconcile --from -', 'elsewhere')
    .note('Exit codes: 1 when something is not as asked, or could not be looked at.')
    .note('More: https://github.com/claude-sessions/claude-sessions/blob/main/docs/reconcile.md');
}
