import type { YamlNode } from '../../compose/yamlTree.ts';
import { knownKinds, kubernetesFields, kubernetesRelease } from './kubernetesFields.ts';
import { podOf } from './pods.ts';
import { type ManifestProblem, problem } from './problem.ts';
import { itemsOf, membersOf, textAt } from './yaml.ts';

/** Fields that Kubernetes does not know, in objects that we do. */
export function checkFields(object: YamlNode): ManifestProblem[] {
  const kind = textAt(object, 'kind') ?? '';
  const version = textAt(object, 'apiVersion') ?? '';
  const kinds = Object.hasOwn(knownKinds, version) ? knownKinds[version]?.split(' ') : undefined;
  if (kinds?.includes(kind)) return unknownIn(object, `V1${kind}`, kind.toLowerCase());
  // The pod is the same whoever makes it.
  const pod = podOf(object);
  return pod ? unknownIn(pod, 'V1PodSpec', 'pod.spec') : [];
}

/** @param path as `kubectl explain` takes it */
function unknownIn(node: YamlNode, type: string, path: string): ManifestProblem[] {
  const fields = fieldsOf(type);
  return [
    ...itemsOf(node).flatMap((item) => unknownIn(item, type, path)),
    ...membersOf(node).flatMap(({ key, at, node: value }) => {
      // A directive of a patch.
      if (key.startsWith('$')) return [];
      const inner = fields.get(key);
      if (inner !== undefined) return inner === '' ? [] : unknownIn(value, inner, `${path}.${key}`);
      return [
        problem(
          'unknown-field',
          at,
          `${path} has no field ${key} in Kubernetes ${kubernetesRelease}.`,
          `Take it out, or write the one that is meant: \`kubectl explain ${path}\` lists them.`,
        ),
      ];
    }),
  ];
}

/** The types of a type's fields, by name; empty for one without fields. */
function fieldsOf(type: string): ReadonlyMap<string, string> {
  const words = kubernetesFields[type]?.split(' ') ?? [];
  return new Map(
    words.map((word): [string, string] => {
      const [name = '', inner = ''] = word.split(':');
      return [name, inner];
    }),
  );
}
