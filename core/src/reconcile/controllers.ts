import { type KubernetesObject, present } from './kubernetesObjects.ts';

/** What would make a pod anew, and undo what somebody else does to it. */
export interface Controller {
  readonly kind: string;
  readonly name: string;
  /** Who writes the controller's own description: Argo CD, Flux, Helm, kubectl … */
  readonly writers: readonly string[];
}

/** A chain of owners is three long at most; a forged one may be a circle. */
const longestChain = 8;

/** The controllers of an object, from the nearest up, as far as they are among the objects. */
export function controllersOf(
  object: KubernetesObject,
  objects: ReadonlyMap<string, KubernetesObject>,
): Controller[] {
  const chain: Controller[] = [];
  let current: KubernetesObject | undefined = object;
  while (current && chain.length < longestChain) {
    const owners: { kind: string; name: string; controller: boolean }[] = present(
      current.metadata.ownerReferences,
    );
    const owner = owners.find(({ controller }) => controller) ?? owners[0];
    if (!owner) break;
    const found = objects.get(objectKey(owner.kind, current.metadata.namespace, owner.name));
    chain.push({ kind: owner.kind, name: owner.name, writers: found ? writersOf(found) : [] });
    current = found;
  }
  return chain;
}

export const objectKey = (kind: string, namespace: string, name: string) =>
  JSON.stringify([kind, namespace, name]);

/** Names of field managers and marks of deployment tools, and whose they are. */
const tools: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^argocd/, 'Argo CD'],
  [/^(kustomize-controller|helm-controller|flux)/, 'Flux'],
  [/^helm$/i, 'Helm'],
  [/^kubectl/, 'kubectl'],
];

/** Fields that a cluster's own controllers write are none that anybody asked for. */
const ofTheCluster =
  /^(kube-controller-manager|kubelet|kube-scheduler|k3s|cluster-autoscaler|vpa-|agent-sandbox-controller)/;

const mostWriters = 10;

/** Who wrote an object's description, by its field managers and by the marks that deployment tools leave. */
export function writersOf({ metadata }: KubernetesObject): string[] {
  const { labels, annotations } = metadata;
  const names = [
    ...(labels['argocd.argoproj.io/instance'] || annotations['argocd.argoproj.io/tracking-id']
      ? ['argocd']
      : []),
    ...(labels['kustomize.toolkit.fluxcd.io/name'] || labels['helm.toolkit.fluxcd.io/name'] ? ['flux'] : []),
    ...(labels['app.kubernetes.io/managed-by'] === 'Helm' ? ['helm'] : []),
    ...present(metadata.managedFields).map(({ manager }) => manager),
  ].filter((name) => !ofTheCluster.test(name));
  const known = names.map((name) => tools.find(([pattern]) => pattern.test(name))?.[1] ?? name);
  return [...new Set(known)].slice(0, mostWriters);
}

/** Those that apply a description again and again, from a place of their own. */
const reconcilers = ['Argo CD', 'Flux', 'Helm'];

/** What to do about a pod that is not as asked: at its source where a tool applies it, then by its controller. */
export function howToMend(
  pod: KubernetesObject,
  controllers: readonly Controller[],
): { fix: string; line: readonly string[] } {
  const { name, namespace } = pod.metadata;
  const inNamespace = namespace === '' ? [] : ['--namespace', namespace];
  const top = controllers.at(-1);
  const writers = [...new Set([...controllers.flatMap((each) => each.writers), ...writersOf(pod)])];
  const tool = writers.find((writer) => reconcilers.includes(writer));
  const source = tool
    ? `Change what ${tool} applies, not the object: it would be changed back.`
    : 'Change the manifest and apply it.';
  if (!top) {
    return {
      fix: `${source} Nothing recreates this pod by itself.`,
      line: ['kubectl', 'get', `pod/${name}`, ...inNamespace, '--output', 'yaml'],
    };
  }
  const restarts = ['Deployment', 'StatefulSet', 'DaemonSet'].includes(top.kind);
  return {
    fix: `${source} ${top.kind} ${top.name} then recreates the pod; it is left to it.`,
    line: restarts
      ? ['kubectl', 'rollout', 'restart', `${top.kind.toLowerCase()}/${top.name}`, ...inNamespace]
      : ['kubectl', 'delete', `pod/${name}`, ...inNamespace],
  };
}
