import type { ExpectedMount } from '../container/mountDrift.ts';
import { parseRecord } from '../container/mountRecord.ts';
import { defaultContainer, ourLabels } from '../container/ourLabels.ts';
import { type Controller, controllersOf, howToMend, objectKey } from './controllers.ts';
import { type KubernetesObject, podSpecOf, present } from './kubernetesObjects.ts';
import { expectedOfTemplate, podMounts, podVariable } from './podMounts.ts';
import type { Asked, Observed } from './types.ts';

/** One container of a pod, and what owns the pod. */
export interface PodContainerSeen {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly running: boolean;
  readonly observed: Observed;
  readonly controllers: readonly Controller[];
  readonly mend: { readonly fix: string; readonly line: readonly string[] };
}

/** The label that `export` gives its agents. */
const agentLabel = ['app.kubernetes.io/name', 'claude-agent'] as const;

/** The containers of pods among objects of kubectl's, with what was asked of them. Those of pods that are over are left out. */
export function readPods(objects: readonly KubernetesObject[]): PodContainerSeen[] {
  const byKey = new Map(
    objects.map((each) => [objectKey(each.kind, each.metadata.namespace, each.metadata.name), each]),
  );
  return objects
    .filter(({ kind, status }) => kind === 'Pod' && !/^(Succeeded|Failed)$/.test(status.phase ?? ''))
    .flatMap((pod) => containersOf(pod, byKey));
}

function containersOf(
  pod: KubernetesObject,
  byKey: ReadonlyMap<string, KubernetesObject>,
): PodContainerSeen[] {
  const { metadata, status } = pod;
  const spec = podSpecOf(pod.spec);
  const controllers = controllersOf(pod, byKey);
  const mend = howToMend(pod, controllers);
  const [label, value] = agentLabel;
  const isOurs = metadata.labels[label] === value;
  const all = present(spec.containers);
  // With several the record is of the main one: others are put before it, too.
  const main = all.find((each) => each.name === metadata.annotations[defaultContainer]) ?? all[0];
  return all.map((container) => {
    const user = container.securityContext.runAsUser ?? spec.securityContext.runAsUser;
    const recorded = metadata.annotations[ourLabels.mounts];
    const record = recorded === undefined || container !== main ? undefined : parseRecord(recorded);
    const isRead = Array.isArray(record);
    return {
      ...{ namespace: metadata.namespace, pod: metadata.name, container: container.name, controllers, mend },
      running: status.phase === 'Running',
      observed: {
        mounts: podMounts(spec, container),
        configDir: podVariable(container, 'CLAUDE_CONFIG_DIR'),
        home: podVariable(container, 'HOME'),
        user: user === undefined ? 'unknown' : String(user),
        isOurs: isOurs && container === main,
        asked: [
          ...(isRead ? [{ by: `annotation ${ourLabels.mounts}`, isRecord: true, mounts: record }] : []),
          ...askedByTemplate(container.name, metadata.namespace, controllers, byKey),
        ],
        unreadable: record && !isRead ? record.unreadable : undefined,
      },
    };
  });
}

/** What the top controller's description asks for now. Without mounts it asks for nothing. */
function askedByTemplate(
  container: string,
  namespace: string,
  controllers: readonly Controller[],
  byKey: ReadonlyMap<string, KubernetesObject>,
): Asked[] {
  const top = controllers.at(-1);
  const object = top && byKey.get(objectKey(top.kind, namespace, top.name));
  if (!object) return [];
  const template = object.spec.template ?? object.spec.podTemplate;
  const spec =
    typeof template === 'object' && template !== null && 'spec' in template ? template.spec : undefined;
  const mounts: ExpectedMount[] = expectedOfTemplate(podSpecOf(spec), container);
  return mounts.length > 0 ? [{ by: `${top.kind} ${top.name}`, isRecord: false, mounts }] : [];
}
