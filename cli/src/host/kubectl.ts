import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from './errors.ts';
import { isMissing } from './files.ts';
import { findProgram } from './findProgram.ts';
import { runBounded } from './runBounded.ts';

/** The program that asks a cluster, and which namespaces. */
export interface Kubectl {
  readonly command: string;
  /** None: that of the context. */
  readonly namespaces: readonly string[] | 'all';
}

/** Pods, and what makes them, in one call. Objects of other kinds may be unknown to a cluster, and then it fails. */
const kinds = 'pods,deployments.apps,replicasets.apps,statefulsets.apps,daemonsets.apps';

/** A pod is some 10 kB; nobody has more of them where one user looks. */
const maxBytes = 256 * 1024 * 1024;
const timeoutMs = 60_000;

/** The words that choose namespaces, a call each. */
const scopes = ({ namespaces }: Kubectl): string[][] => {
  if (namespaces === 'all') return [['--all-namespaces']];
  return namespaces.length === 0 ? [[]] : namespaces.map((name) => ['--namespace', name]);
};

/** The texts that kubectl prints for pods and what makes them. @returns its own words where it does not answer */
export async function getPods(kubectl: Kubectl): Promise<string[] | { readonly reason: string }> {
  const texts: string[] = [];
  for (const scope of scopes(kubectl)) {
    const all = await get(kubectl, kinds, scope);
    // Who may not list one kind is told of the others, pods or not: those alone say whether they were among them.
    const found = 'reason' in all ? await get(kubectl, 'pods', scope) : all;
    if ('reason' in found) return { reason: found.reason };
    texts.push(all.text === '' ? found.text : all.text);
  }
  return texts;
}

/** @returns what was printed, with the reason where that is not all */
async function get(
  { command }: Kubectl,
  what: string,
  scope: readonly string[],
): Promise<{ text: string; reason?: string }> {
  // Field managers are left out unless they are asked for.
  const args = ['get', what, '--output', 'json', '--show-managed-fields', ...scope];
  const { ended, exitCode, stdout, stderr } = await runBounded({ command, args, timeoutMs, maxBytes });
  const text = ended === 'exit' && stdout.trimStart().startsWith('{') ? stdout : '';
  if (exitCode === 0 && text !== '') return { text };
  return { text, reason: stderr || (ended === 'time' ? 'it took too long' : 'it gave no reason') };
}

/** The calls that tell of each change of a pod from now on, a line each. */
export const watchPodsArgs = (kubectl: Kubectl): string[][] =>
  scopes(kubectl).map((scope) => ['get', 'pods', '--watch-only', '--output', 'name', ...scope]);

export interface KubectlOptions {
  readonly kubectlPath?: string;
  readonly namespace?: readonly string[];
  readonly allNamespaces?: boolean;
  /** False by `--no-kubernetes`. */
  readonly kubernetes?: boolean;
}

/**
 * The kubectl to ask: where an option names it or a namespace; else where it is on PATH and the user has a cluster.
 * @throws UsageError where a name is none
 */
export async function kubectlFrom(
  options: KubectlOptions,
  env: NodeJS.ProcessEnv,
): Promise<Kubectl | undefined> {
  const { kubectlPath, namespace = [], allNamespaces = false, kubernetes } = options;
  if (kubernetes === false) return undefined;
  const odd = namespace.find((name) => !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name));
  if (odd !== undefined)
    throw new UsageError(
      `"${odd}" is not a valid namespace.`,
      'Name it as `kubectl get namespaces` shows it.',
    );
  const isAsked = kubectlPath !== undefined || namespace.length > 0 || allNamespaces;
  if (!isAsked && !(await hasCluster(env))) return undefined;
  const command = await findProgram(kubectlPath ?? 'kubectl', env);
  if (command === undefined && isAsked) {
    throw new UsageError(
      `There is no program "${kubectlPath ?? 'kubectl'}".`,
      'Install kubectl, or name it with --kubectl-path.',
    );
  }
  return command === undefined ? undefined : { command, namespaces: allNamespaces ? 'all' : namespace };
}

async function hasCluster(env: NodeJS.ProcessEnv): Promise<boolean> {
  if (env.KUBECONFIG) return true;
  return stat(join(homedir(), '.kube', 'config')).then(
    (found) => found.isFile(),
    (error: unknown) => !isMissing(error),
  );
}
