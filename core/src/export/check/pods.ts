import type { YamlNode } from '../../compose/yamlTree.ts';
import { dnsLabel } from '../agent.ts';
import { isImageWithTag } from '../image.ts';
import { bytesOf, milliCpuOf } from '../quantity.ts';
import { type ManifestProblem, problem } from './problem.ts';
import { itemsOf, memberOf, placeAt, repeated, textAt, textOf } from './yaml.ts';

/** Where the spec of the pod stands, by kind. */
const podPaths: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  Deployment: ['spec', 'template', 'spec'],
  StatefulSet: ['spec', 'template', 'spec'],
  DaemonSet: ['spec', 'template', 'spec'],
  ReplicaSet: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  Sandbox: ['spec', 'podTemplate', 'spec'],
};

export function podOf(root: YamlNode): YamlNode | undefined {
  const kind = textAt(root, 'kind') ?? '';
  return Object.hasOwn(podPaths, kind) ? memberOf(root, ...(podPaths[kind] ?? [])) : undefined;
}

/** What the pod by itself says wrong. */
export function checkPod(pod: YamlNode): ManifestProblem[] {
  const inits = itemsOf(memberOf(pod, 'initContainers'));
  const mains = itemsOf(memberOf(pod, 'containers'));
  const all = [...inits, ...mains];
  const volumes = itemsOf(memberOf(pod, 'volumes'));
  const names = new Set(volumes.flatMap((volume) => textAt(volume, 'name') ?? []));
  return [
    ...checkTogether(pod),
    ...repeated(volumes, (each) => textAt(each, 'name')).map((each) =>
      problem(
        'duplicate-volume',
        placeAt(each, 'name'),
        `There are two volumes ${textAt(each, 'name')}.`,
        'Give one of them another name.',
      ),
    ),
    ...volumes.flatMap(checkVolume),
    ...repeated(all, (each) => textAt(each, 'name')).map((each) =>
      problem(
        'duplicate-container',
        placeAt(each, 'name'),
        `There are two containers ${textAt(each, 'name')}.`,
        'Give one of them another name.',
      ),
    ),
    ...all.flatMap((container) => checkContainer(container, names)),
    ...mains.flatMap((container) => [...checkMemory(container), ...checkUser(container, pod)]),
  ];
}

function checkTogether(pod: YamlNode): ManifestProblem[] {
  const found: ManifestProblem[] = [];
  const group = memberOf(pod, 'securityContext', 'fsGroup');
  if (group && textAt(pod, 'securityContext', 'fsGroupChangePolicy') !== 'OnRootMismatch') {
    found.push(
      problem(
        'fs-group',
        placeAt(pod, 'securityContext', 'fsGroup'),
        'With fsGroup every start opens the files of the volumes to the group: a private key of mode 0600 becomes 0660.',
        'Take it out and give the volume to the user in an init container, or add fsGroupChangePolicy: OnRootMismatch.',
      ),
    );
  }
  if (textAt(pod, 'automountServiceAccountToken') !== 'false') {
    found.push(
      problem(
        'service-account-token',
        placeAt(pod, 'automountServiceAccountToken'),
        'The agent gets a token of the cluster.',
        'Add automountServiceAccountToken: false.',
      ),
    );
  }
  return found;
}

function checkVolume(volume: YamlNode): ManifestProblem[] {
  const name = textAt(volume, 'name');
  const found = checkName(volume, name, 'volume');
  const secret = memberOf(volume, 'secret');
  if (secret && !textAt(secret, 'secretName')) {
    found.push(
      problem('missing-secret', secret.at, `The volume ${name} names no secret.`, 'Add secretName.'),
    );
  }
  const claim = memberOf(volume, 'persistentVolumeClaim');
  if (claim && !textAt(claim, 'claimName')) {
    found.push(problem('undeclared-claim', claim.at, `The volume ${name} names no claim.`, 'Add claimName.'));
  }
  return found;
}

function checkName(node: YamlNode, name: string | undefined, what: string): ManifestProblem[] {
  if (name === undefined) return [problem('missing-name', node.at, `A ${what} has no name.`, 'Add name.')];
  if (dnsLabel.test(name) && name.length <= 63) return [];
  return [
    problem(
      'bad-name',
      placeAt(node, 'name'),
      `${name} is not a valid name for a ${what}.`,
      'Take at most 63 small letters, digits and "-", with a letter or digit at both ends.',
    ),
  ];
}

function checkContainer(container: YamlNode, volumes: ReadonlySet<string>): ManifestProblem[] {
  const name = textAt(container, 'name');
  const mounts = itemsOf(memberOf(container, 'volumeMounts'));
  return [
    ...checkName(container, name, 'container'),
    ...checkImage(memberOf(container, 'image'), container),
    ...mounts
      .filter((mount) => !volumes.has(textAt(mount, 'name') ?? ''))
      .map((mount) =>
        problem(
          'undefined-volume',
          placeAt(mount, 'name'),
          `${name} mounts ${textAt(mount, 'name') ?? 'a volume without a name'}, which is none of the pod's volumes.`,
          'Add it to volumes, or mount one of those.',
        ),
      ),
    ...repeated(mounts, (mount) => textAt(mount, 'mountPath')?.replace(/(.)\/+$/, '$1')).map((mount) =>
      problem(
        'duplicate-mount',
        placeAt(mount, 'mountPath'),
        `${name} has two mounts at ${textAt(mount, 'mountPath')}.`,
        'Take one of them out.',
      ),
    ),
    ...checkResources(container, name),
    ...checkSecrets(container),
    ...itemsOf(memberOf(container, 'env')).flatMap((each) => checkVariable(each)),
  ];
}

/** @param around what has the image, or should have */
export function checkImage(image: YamlNode | undefined, around: YamlNode): ManifestProblem[] {
  const reference = textOf(image);
  if (reference !== undefined && isImageWithTag(reference)) return [];
  return [
    problem(
      'unpinned-image',
      image?.at ?? around.at,
      reference === undefined
        ? 'There is no image.'
        : `${reference} is another image from time to time, or none.`,
      'Name an image with a tag other than latest, or by its digest.',
    ),
  ];
}

function checkResources(container: YamlNode, name: string | undefined): ManifestProblem[] {
  const resources = memberOf(container, 'resources');
  const amounts = { memory: bytesOf, cpu: milliCpuOf, 'ephemeral-storage': bytesOf };
  const found = Object.entries(amounts).flatMap(([what, amountOf]) => {
    const request = textAt(resources, 'requests', what);
    const limit = textAt(resources, 'limits', what);
    const wrong = [request, limit].find((each) => each !== undefined && amountOf(each) === undefined);
    if (resources && wrong !== undefined) {
      return [
        problem(
          'bad-amount',
          resources.at,
          `${wrong} is not an amount of ${what}.`,
          'Write one such as 4Gi, or 500m of a processor.',
        ),
      ];
    }
    if (!resources || request === undefined || limit === undefined) return [];
    if ((amountOf(limit) ?? 0) >= (amountOf(request) ?? 0)) return [];
    return [
      problem(
        'limit-below-request',
        placeAt(resources, 'limits', what),
        `The limit of ${what} of ${name}, ${limit}, is below its request, ${request}.`,
        'Raise the limit, or lower the request.',
      ),
    ];
  });
  return found;
}

/** Of the agent's own containers; those that prepare end. */
function checkMemory(container: YamlNode): ManifestProblem[] {
  if (textAt(container, 'resources', 'limits', 'memory') !== undefined) return [];
  return [
    problem(
      'no-memory-limit',
      placeAt(container, 'resources', 'limits'),
      `${textAt(container, 'name')} may take all memory of its node.`,
      'Add resources.limits.memory; 4Gi does for most.',
    ),
  ];
}

function checkSecrets(container: YamlNode): ManifestProblem[] {
  const variables = itemsOf(memberOf(container, 'env')).flatMap((each) => {
    const reference = memberOf(each, 'valueFrom', 'secretKeyRef');
    if (!reference || (textAt(reference, 'name') && textAt(reference, 'key'))) return [];
    return [
      problem(
        'missing-secret',
        reference.at,
        `The variable ${textAt(each, 'name')} names no secret, or no key of it.`,
        'Add name and key.',
      ),
    ];
  });
  const whole = itemsOf(memberOf(container, 'envFrom')).flatMap((each) => {
    const reference = memberOf(each, 'secretRef');
    if (!reference || textAt(reference, 'name')) return [];
    return [
      problem(
        'missing-secret',
        reference.at,
        'Variables are taken from a secret without a name.',
        'Add name.',
      ),
    ];
  });
  return [...variables, ...whole];
}

function checkVariable(variable: YamlNode): ManifestProblem[] {
  const value = memberOf(variable, 'value');
  if (value?.kind !== 'scalar' || value.value === null || typeof value.value === 'string') return [];
  return [
    problem(
      'unquoted-value',
      value.at,
      `The variable ${textAt(variable, 'name')} is not text: ${value.written} is a ${typeof value.value}.`,
      `Write "${value.written}".`,
    ),
  ];
}

/** Of the agent's own containers; those that prepare may be root's. */
function checkUser(container: YamlNode, pod: YamlNode): ManifestProblem[] {
  const said = (member: string) =>
    textAt(container, 'securityContext', member) ?? textAt(pod, 'securityContext', member);
  const name = textAt(container, 'name');
  const found: ManifestProblem[] = [];
  if (said('runAsUser') === '0' || said('runAsNonRoot') !== 'true') {
    found.push(
      problem(
        'runs-as-root',
        placeAt(container, 'securityContext', 'runAsUser'),
        `${name} may run as root.`,
        'Add runAsNonRoot: true and the number of the user as runAsUser.',
      ),
    );
  } else if (said('runAsUser') === undefined) {
    found.push(
      problem(
        'user-without-number',
        placeAt(container, 'securityContext'),
        `With runAsNonRoot, ${name} does not start where the image names its user by a name.`,
        'Add the number of the user as runAsUser.',
      ),
    );
  }
  const dropped = itemsOf(memberOf(container, 'securityContext', 'capabilities', 'drop')).map(textOf);
  if (!dropped.includes('ALL')) {
    found.push(
      problem(
        'capabilities',
        placeAt(container, 'securityContext', 'capabilities'),
        `${name} keeps capabilities of root's.`,
        'Add capabilities: {drop: ["ALL"]} to its securityContext.',
      ),
    );
  }
  return found;
}
