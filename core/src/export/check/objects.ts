import type { YamlNode } from '../../compose/yamlTree.ts';
import { dnsLabel } from '../agent.ts';
import { checkFields } from './fields.ts';
import { checkPod, podOf } from './pods.ts';
import { type ManifestFile, type ManifestProblem, problem } from './problem.ts';
import { checkScalars } from './scalars.ts';
import { itemsOf, memberOf, membersOf, placeAt, textAt, textOf, walk } from './yaml.ts';

const kindOf = (root: YamlNode) => textAt(root, 'kind');
export const isKustomization = (root: YamlNode) =>
  kindOf(root) === 'Kustomization' ||
  textAt(root, 'apiVersion')?.startsWith('kustomize.config.k8s.io/') === true;
export const isObject = (root: YamlNode) =>
  textAt(root, 'apiVersion') !== undefined && !isKustomization(root);

/** A document, or each of those that it lists: kubectl writes several as one `List`, and takes lists in lists. */
export function listedIn(root: YamlNode): readonly YamlNode[] {
  const items = memberOf(root, 'items');
  const isList = isObject(root) && kindOf(root)?.endsWith('List') && items?.kind === 'list';
  return isList ? items.items.flatMap(listedIn) : [root];
}

/** Objects of Kubernetes, each by itself and all that are looked at together. */
export function checkObjects(files: readonly ManifestFile[]): ManifestProblem[] {
  const objects = files.flatMap(({ roots }) => roots.filter(isObject));
  const claims = new Set(objects.filter((each) => kindOf(each) === 'PersistentVolumeClaim').map(nameOf));
  const secrets = new Map(
    objects.filter((each) => kindOf(each) === 'Secret').map((each) => [nameOf(each), keysOf(each)]),
  );
  return [
    ...objects.flatMap((object) => [
      ...checkFields(object),
      ...checkScalars(object),
      ...checkName(object),
      ...checkTexts(object),
      ...checkSelector(object),
      ...checkWorkload(object),
      ...checkReferences(object, claims, secrets),
    ]),
    ...checkClaimsApart(files),
  ];
}

const nameOf = (object: YamlNode) => textAt(object, 'metadata', 'name') ?? '';

function keysOf(secret: YamlNode): ReadonlySet<string> {
  return new Set(
    ['data', 'stringData'].flatMap((each) => membersOf(memberOf(secret, each)).map(({ key }) => key)),
  );
}

/** Kinds whose names become those of hosts or labels. */
function checkName(object: YamlNode): ManifestProblem[] {
  const name = textAt(object, 'metadata', 'name');
  if (name === undefined) {
    if (textAt(object, 'metadata', 'generateName') !== undefined) return [];
    return [
      problem(
        'missing-name',
        placeAt(object, 'metadata'),
        `This ${kindOf(object)} has no name.`,
        'Add metadata.name.',
      ),
    ];
  }
  const isLabel = name.split('.').every((each) => dnsLabel.test(each) && each.length <= 63);
  if (isLabel && (podOf(object) === undefined || !name.includes('.'))) return [];
  return [
    problem(
      'bad-name',
      placeAt(object, 'metadata', 'name'),
      `${name} is not a valid name for a ${kindOf(object)}.`,
      'Take at most 63 small letters, digits and "-", with a letter or digit at both ends.',
    ),
  ];
}

/** Labels and annotations are text. */
function checkTexts(object: YamlNode): ManifestProblem[] {
  const found: ManifestProblem[] = [];
  walk(object, (node, path) => {
    if (!['labels', 'annotations', 'matchLabels'].includes(path.at(-1) ?? '')) return;
    for (const { key, node: value } of membersOf(node)) {
      if (value.kind !== 'scalar' || typeof value.value === 'string') continue;
      found.push(
        problem(
          'unquoted-value',
          value.at,
          `${key} is not text: ${value.written}.`,
          `Write "${value.written}".`,
        ),
      );
    }
  });
  return found;
}

function checkSelector(object: YamlNode): ManifestProblem[] {
  const selector = memberOf(object, 'spec', 'selector', 'matchLabels');
  const labels = memberOf(object, 'spec', 'template', 'metadata', 'labels');
  return membersOf(selector)
    .filter(({ key, node }) => textAt(labels, key) !== textOf(node))
    .map(({ key, node, at }) =>
      problem(
        'selector-mismatch',
        at,
        `The selector asks for ${key}: ${textOf(node)}, and the pod has ${textAt(labels, key) === undefined ? 'none' : textAt(labels, key)}.`,
        'Give the label of the template the same value.',
      ),
    );
}

function checkWorkload(object: YamlNode): ManifestProblem[] {
  const pod = podOf(object);
  if (!pod) return [];
  const hasClaim = itemsOf(memberOf(pod, 'volumes')).some((each) => memberOf(each, 'persistentVolumeClaim'));
  const found = checkPod(pod);
  if (kindOf(object) !== 'Deployment' || !hasClaim) return found;
  if (textAt(object, 'spec', 'strategy', 'type') !== 'Recreate') {
    found.push(
      problem(
        'two-at-once',
        placeAt(object, 'spec', 'strategy'),
        'At a change the new pod starts beside the old one, both at the same claim.',
        'Add strategy: {type: Recreate}.',
      ),
    );
  }
  if (Number(textAt(object, 'spec', 'replicas') ?? 1) > 1) {
    found.push(
      problem(
        'two-at-once',
        placeAt(object, 'spec', 'replicas'),
        'Several pods have the same claim.',
        'Write replicas: 1; another agent is another name or slot.',
      ),
    );
  }
  return found;
}

function checkReferences(
  object: YamlNode,
  claims: ReadonlySet<string>,
  secrets: ReadonlyMap<string, ReadonlySet<string>>,
): ManifestProblem[] {
  const found: ManifestProblem[] = [];
  const pod = podOf(object);
  if (!pod) return found;
  walk(pod, (node, path) => {
    const last = path.at(-1);
    const claim = last === 'persistentVolumeClaim' ? textAt(node, 'claimName') : undefined;
    if (claim !== undefined && !claims.has(claim)) {
      found.push(
        problem(
          'undeclared-claim',
          placeAt(node, 'claimName'),
          `No file here declares the claim ${claim}: the pod would wait for ever.`,
          'Add a PersistentVolumeClaim of that name in a kustomization of its own, or check the folder that has it, too.',
        ),
      );
    }
    for (const { secret, key, at } of secretsAt(node, last)) {
      const keys = secrets.get(secret);
      if (secrets.size === 0 || (keys && (key === undefined || keys.has(key)))) continue;
      found.push(
        problem(
          'missing-secret',
          at,
          keys
            ? `The secret ${secret} has no key ${key} in the files here.`
            : `No file here names the secret ${secret}.`,
          'Name one that is there, or add it to secrets.example.yaml.',
        ),
      );
    }
  });
  return found;
}

function secretsAt(node: YamlNode, last: string | undefined) {
  if (last === 'secretKeyRef') {
    const [secret, key] = [textAt(node, 'name'), textAt(node, 'key')];
    return secret && key ? [{ secret, key, at: node.at }] : [];
  }
  const secret = last === 'secret' ? textAt(node, 'secretName') : undefined;
  if (!secret) return [];
  const items = itemsOf(memberOf(node, 'items'));
  if (items.length === 0) return [{ secret, key: undefined, at: node.at }];
  return items.map((item) => ({ secret, key: textAt(item, 'key'), at: item.at }));
}

/** What removes the agent must not remove its claims. */
function checkClaimsApart(files: readonly ManifestFile[]): ManifestProblem[] {
  const kinds = (path: string) =>
    (files.find((file) => file.path === path)?.roots ?? []).flatMap((root) => kindOf(root) ?? []);
  const inOneFile = files.flatMap(({ roots }) => {
    const claim = roots.find((each) => kindOf(each) === 'PersistentVolumeClaim');
    return claim && roots.some((each) => podOf(each)) ? [apart(claim.at)] : [];
  });
  const byKustomization = files.flatMap(({ path, roots }) =>
    roots.filter(isKustomization).flatMap((root) => {
      const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
      const resources = itemsOf(memberOf(root, 'resources'));
      const kindsOf = (each: YamlNode) => resourceFiles(folder, textOf(each) ?? '').flatMap(kinds);
      const hasPod = resources.some((each) =>
        kindsOf(each).some((kind) => kind === 'Deployment' || kind === 'Sandbox'),
      );
      if (!hasPod) return [];
      return resources
        .filter((each) => kindsOf(each).includes('PersistentVolumeClaim'))
        .map(({ at }) => apart(at));
    }),
  );
  return [...inOneFile, ...byKustomization];
}

/** The files that a resource may stand for: itself, or what a folder's kustomization has by our names. */
function resourceFiles(folder: string, resource: string): string[] {
  const steps: string[] = [];
  for (const step of `${folder}${resource}`.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  const path = steps.join('/');
  return [path, `${path}/claims.yaml`];
}

const apart = (at: ManifestProblem['at']) =>
  problem(
    'claims-with-the-app',
    at,
    'The claims are applied with the agent: whoever deletes it deletes its home.',
    'Put them in a kustomization of their own.',
  );
