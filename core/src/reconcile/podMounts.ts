import type { ObservedMount } from '../container/inspect.ts';
import type { ExpectedMount } from '../container/mountDrift.ts';
import { type PodContainer, type PodSpec, present } from './kubernetesObjects.ts';

/** The mounts of one container of a pod, in the form of an engine's. */
export function podMounts(spec: PodSpec, container: PodContainer): ObservedMount[] {
  const volumes = new Map(present(spec.volumes).map((volume) => [volume.name, volume]));
  return present(container.volumeMounts).map(({ name, mountPath, readOnly }) => {
    const { type, source, readOnly: never } = sourceOf(volumes.get(name));
    return { type, source, target: mountPath, writable: !readOnly && !never };
  });
}

/** Those of a template that a pod of it must have. What the cluster adds to a pod is none of them. */
export function expectedOfTemplate(spec: PodSpec, name: string): ExpectedMount[] {
  const container = present(spec.containers).find((each) => each.name === name);
  if (!container) return [];
  return podMounts(spec, container).flatMap(({ type, ...rest }) =>
    type === 'bind' || type === 'volume' ? [{ ...rest, type }] : [],
  );
}

/** A claim is a volume, a folder of the node a bind; any other has the name that Kubernetes has for it. */
function sourceOf(volume: Record<string, unknown> | undefined): {
  type: string;
  source: string;
  readOnly: boolean;
} {
  if (!volume) return { type: 'unknown', source: '', readOnly: false };
  const kind = Object.keys(volume).find((key) => key !== 'name') ?? 'emptyDir';
  const details = (typeof volume[kind] === 'object' ? volume[kind] : null) as Record<string, unknown> | null;
  const word = (key: string) => (typeof details?.[key] === 'string' ? details[key] : '');
  const readOnly = details?.readOnly === true;
  if (kind === 'persistentVolumeClaim') return { type: 'volume', source: word('claimName'), readOnly };
  if (kind === 'hostPath') return { type: 'bind', source: word('path'), readOnly };
  return {
    type: kind,
    source: '',
    readOnly: readOnly || ['configMap', 'secret', 'projected', 'downwardAPI'].includes(kind),
  };
}

/** A variable of a container's environment, with what it names of those before it put in. */
export function podVariable(container: PodContainer, wanted: string): string | undefined {
  const known = new Map<string, string>();
  for (const { name, value } of present(container.env)) {
    if (value === undefined) continue;
    // `$$` is a dollar sign.
    const filled = value.replace(/\$\$|\$\(([\w.-]+)\)/g, (all, other) =>
      all === '$$' ? '$' : (known.get(other) ?? all),
    );
    known.set(name, filled.slice(0, longestValue));
  }
  return known.get(wanted);
}

/** No path is longer. */
const longestValue = 4096;
