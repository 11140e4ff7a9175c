import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, expect, it } from 'vitest';
import { parseAllDocuments, parseDocument } from 'yaml';
import { kubernetesFieldsPath, kubernetesFieldsText } from '../../../scripts/kubernetesFields.ts';
import { provideKubectl } from '../../harness/engine/kubectl.ts';
import { type KubernetesModels, provideKubernetesModels } from '../../harness/engine/kubernetesModels.ts';
import { newFolder } from '../../harness/place/newFolder.ts';
import { repository } from '../../harness/system/repository.ts';
import { run } from '../../harness/system/run.ts';

/** What is exported, by the types of Kubernetes' own client, which knows nothing of us. */
let models: KubernetesModels;
beforeAll(async () => {
  models = await provideKubernetesModels();
});

const golden = join(repository, 'test/fixtures/export');
const manifests = readdirSync(golden, { recursive: true, encoding: 'utf8' }).filter((path) =>
  /^[^/]+\/.*\/(agent|claims)\.yaml$|\/secrets\.example\.yaml$/.test(path),
);
const textOf = (path: string) => readFileSync(join(golden, path), 'utf8');

type Data = Record<string, unknown>;
const isMap = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Fields that the types do not have and values of another type, each with its path. */
function faultsOf(text: string): string[] {
  return parseAllDocuments(text, { version: '1.1' }).flatMap((document) => {
    const object = document.toJS() as Data & { kind: string; spec: { podTemplate: Data } };
    if (object.kind !== 'Sandbox') return faultsIn(object, `V1${object.kind}`, object.kind);
    return [
      ...faultsIn({ metadata: object.metadata }, 'V1Pod', 'Sandbox'),
      ...faultsIn(object.spec.podTemplate, 'V1PodTemplateSpec', 'Sandbox.spec.podTemplate'),
    ];
  });
}

function faultsIn(value: unknown, type: string, path: string): string[] {
  const item = /^(?:Array|Set)<(.*)>$/.exec(type)?.[1];
  if (item !== undefined) {
    if (!Array.isArray(value)) return [`${path} is no list`];
    return value.flatMap((each, index) => faultsIn(each, item, `${path}[${index}]`));
  }
  const ofMap = /^\{ \[key: string\]: (.*); \}$/.exec(type)?.[1];
  const members = models.get(type);
  if (ofMap === undefined && !members) return isOf(type, value) ? [] : [`${path} is no ${type}`];
  if (!isMap(value)) return [`${path} is no map`];
  return Object.entries(value).flatMap(([key, each]) => {
    const inner = ofMap ?? members?.find(({ baseName }) => baseName === key)?.type;
    return inner === undefined ? [`${path} has no field ${key}`] : faultsIn(each, inner, `${path}.${key}`);
  });
}

/** @throws for a type that is none of the API's */
function isOf(type: string, value: unknown): boolean {
  if (type === 'IntOrString') return typeof value === 'number' || typeof value === 'string';
  if (!['string', 'number', 'boolean'].includes(type)) throw new Error(`${type} is not known`);
  return typeof value === type;
}

it.each(manifests)('%s has the fields and types of the API, and no other', (path) => {
  expect(faultsOf(textOf(path))).toEqual([]);
});

const agent = 'kubernetes/base/agent.yaml';
const claims = 'kubernetes/claims/claims.yaml';
it.each([
  ['volumeMounts:', 'volumeMount:', agent, 'initContainers[0] has no field volumeMount'],
  ['replicas: 1', 'replicas: "1"', agent, 'Deployment.spec.replicas is no number'],
  ['tty: true', 'tty: "true"', agent, 'containers[0].tty is no boolean'],
  ['value: /home/agent', 'value: 7', agent, 'env[0].value is no string'],
  [/command:(\n +- .*)+/, 'command: sh', agent, 'initContainers[0].command is no list'],
  ['storage: 8Gi', 'storage: 8', claims, 'spec.resources.requests.storage is no string'],
  [
    'podTemplate:\n    metadata:',
    'podTemplate:\n    meta:',
    'sandbox/base/agent.yaml',
    'podTemplate has no field meta',
  ],
])('a manifest with %j as %j is found', (from, to, path, fault) => {
  const text = textOf(path).replace(from, to);
  expect(faultsOf(text)).toEqual([expect.stringContaining(fault)]);
});

const isSandbox = new Ajv({ strict: true, strictRequired: false }).compile(
  JSON.parse(readFileSync(join(repository, 'test/fixtures/sandbox.schema.json'), 'utf8')),
);
const sandbox = (change: (text: string) => string = (text) => text) =>
  parseDocument(change(textOf('sandbox/base/agent.yaml')), { version: '1.1' }).toJS();

it('a Sandbox is one by its own definition', () => {
  expect([isSandbox(sandbox()), isSandbox.errors]).toEqual([true, null]);
});

it('so is that of a slot, as Kustomize makes it', async () => {
  const folder = newFolder();
  cpSync(join(golden, 'sandbox'), folder, { recursive: true });
  writeFileSync(join(folder, 'base/claude-state'), '');
  const text = await run(await provideKubectl(), ['kustomize', join(folder, 'overlays/blue')]);
  const objects = parseAllDocuments(text, { version: '1.1' }).map((each) => each.toJS());
  const [found] = objects.filter(({ kind }) => kind === 'Sandbox');
  expect([isSandbox(found), isSandbox.errors, found.metadata.name]).toEqual([true, null, 'alice-blue']);
  expect(faultsIn(found.spec.podTemplate, 'V1PodTemplateSpec', 'Sandbox')).toEqual([]);
});

it.each([
  ['agents.x-k8s.io/v1beta1', 'agents.x-k8s.io/v1alpha1'],
  ['podTemplate:', 'template:'],
  ['spec:\n  podTemplate:', 'spec:\n  replicas: 2\n  podTemplate:'],
  ['podTemplate:\n    metadata:', 'podTemplate:\n    metadata:\n      name: x'],
  ['default-container: agent', 'default-container: 7'],
  ['      containers:', '      container:'],
])('one with %s as %j is none', (from, to) => {
  expect(isSandbox(sandbox((text) => text.replace(from, to)))).toBe(false);
});

it('the fields that `export --check` knows are those of the API', () => {
  expect(readFileSync(kubernetesFieldsPath, 'utf8')).toBe(kubernetesFieldsText(models));
});
