import type { KubectlOptions } from '../host/kubectl.ts';
import { userService } from '../host/userService.ts';
import type { MendOptions } from './result.ts';

interface ServiceOptions extends MendOptions, KubectlOptions {
  readonly recreate?: boolean;
}

/** Where programs and engines are found, which a service is not told by itself. */
const variables = ['PATH', 'DOCKER_PATH', 'DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_CONFIG', 'KUBECONFIG'];

/** A user service that compares as long as the user is logged in: its file, and how it is started. */
export function reconcileService(options: ServiceOptions, env: NodeJS.ProcessEnv): string {
  const {
    recreate,
    yes,
    dockerPath,
    kubectlPath,
    namespace = [],
    allNamespaces,
    kubernetes,
    devcontainerPath,
  } = options;
  const withValue = (name: string, value: string | undefined) => (value === undefined ? [] : [name, value]);
  return userService({
    name: 'claude-sessions-reconcile',
    description: 'what runs is as it was asked for',
    args: [
      ...['reconcile', '--watch'],
      ...(recreate ? ['--recreate'] : []),
      ...(yes ? ['--yes'] : []),
      ...withValue('--docker-path', dockerPath),
      ...withValue('--devcontainer-path', devcontainerPath),
      ...withValue('--kubectl-path', kubectlPath),
      ...namespace.flatMap((name) => ['--namespace', name]),
      ...(allNamespaces ? ['--all-namespaces'] : []),
      ...(kubernetes === false ? ['--no-kubernetes'] : []),
    ],
    environment: Object.fromEntries(variables.flatMap((name) => (env[name] ? [[name, env[name]]] : []))),
  });
}
