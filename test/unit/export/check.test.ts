import { describe, expect, it } from 'vitest';
import { checkManifests } from '../../../core/src/export/check/checkManifests.ts';
import { composeFiles } from '../../../core/src/export/compose.ts';
import { kubernetesFiles } from '../../../core/src/export/kubernetes.ts';
import { agentOf, full, idOf, least } from './exampleAgent.ts';

const kubernetes = new Map(
  kubernetesFiles(agentOf(full), { as: 'deployment', restricted: false }, idOf).map(({ path, text }) => [
    path,
    text,
  ]),
);
const compose = new Map(composeFiles(agentOf(full), idOf).map(({ path, text }) => [path, text]));

/** The file with something replaced in it, once; what is found, as `code line: text of that line`. */
function found(
  files: ReadonlyMap<string, string>,
  file: string,
  from: string | RegExp,
  to: string,
  form: (text: string) => string = (text) => text,
): string[] {
  const before = files.get(file) ?? '';
  const text = before.replace(from, to);
  if (text === before) throw new Error(`${from} is not in ${file}`);
  const changed = new Map(
    [...files, [file, text] as const].map(([path, each]) => [path, isOfObjects(path) ? form(each) : each]),
  );
  const { problems } = checkManifests([...changed].map(([path, each]) => ({ path, text: each })));
  return problems.map(({ code, at, message, todo }) => {
    expect([message, todo].every((each) => /^\S.*\.$/s.test(each))).toBe(true);
    const line = (changed.get(at.file) ?? '').split('\n')[at.line - 1] ?? '';
    return `${code}: ${line.trim()}`;
  });
}

const isOfObjects = (path: string) => /^(base\/agent|claims\/claims|secrets\.example)\.yaml$/.test(path);

const secretsOf = (files: readonly { path: string; text: string }[]) =>
  files.filter(({ path }) => path === 'secrets.example.yaml');

const documentsOf = (text: string) => text.split(/^---\n/m);
const indented = (text: string, by: string) => text.replace(/^(?=.)/gm, by);
const item = (text: string) => `  -\n${indented(text, '    ')}`;

/** The same objects, as people and kubectl put them into files. */
const forms: readonly (readonly [what: string, form: (text: string) => string])[] = [
  ['a List', (text) => `apiVersion: v1\nkind: List\nitems:\n${documentsOf(text).map(item).join('')}`],
  [
    'a List in a List',
    (text) => {
      const inner = `apiVersion: v1\nkind: List\nitems:\n${documentsOf(text).map(item).join('')}`;
      return `apiVersion: v1\nkind: List\nitems:\n${item(inner)}`;
    },
  ],
  [
    'a file of several documents, one of them a List',
    (text) => {
      const other = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n';
      return `${other}---\n---\napiVersion: v1\nkind: List\nitems:\n${documentsOf(text).map(item).join('')}`;
    },
  ],
];

type Variant = readonly [
  what: string,
  file: string,
  from: string | RegExp,
  to: string,
  expected: readonly string[],
];

const agent = 'base/agent.yaml';
const variants: readonly Variant[] = [
  [
    'a claim that nobody declares',
    agent,
    'claimName: alice-home',
    'claimName: alice-hom',
    ['undeclared-claim: claimName: alice-hom'],
  ],
  [
    'a claim without a name',
    agent,
    'claimName: alice-home',
    'readOnly: false',
    ['undeclared-claim: readOnly: false'],
  ],
  [
    'a selector that finds no pod',
    agent,
    'matchLabels:\n      app.kubernetes.io/name: claude-agent',
    'matchLabels:\n      app.kubernetes.io/name: claude',
    ['selector-mismatch: app.kubernetes.io/name: claude'],
  ],
  [
    'a mode as people say it',
    agent,
    'defaultMode: 256',
    'defaultMode: 0400',
    ['wrong-mode: defaultMode: 0400'],
  ],
  ['a mode read as decimal', agent, 'defaultMode: 256', 'defaultMode: 400', ['wrong-mode: defaultMode: 400']],
  ['a mode of YAML 1.2', agent, 'defaultMode: 256', 'defaultMode: 0o400', ['wrong-mode: defaultMode: 0o400']],
  ['a mode in quotes', agent, 'defaultMode: 256', 'defaultMode: "256"', ['wrong-mode: defaultMode: "256"']],
  ['a mode beyond all', agent, 'defaultMode: 256', 'defaultMode: 4096', ['wrong-mode: defaultMode: 4096']],
  ['a key that a secret lacks', agent, 'key: token', 'key: tokens', ['missing-secret: name: alice-login']],
  ['a reference without a key', agent, /\n +key: token/, '', ['missing-secret: name: alice-login']],
  [
    'a secret that is nowhere',
    agent,
    'secretName: alice-env',
    'secretName: other',
    ['missing-secret: - key: .env'],
  ],
  [
    'a volume without a secret',
    agent,
    'secretName: alice-env',
    'optional: true',
    ['missing-secret: optional: true'],
  ],
  [
    'a limit below the request',
    agent,
    'memory: 4Gi',
    'memory: 512Mi',
    ['limit-below-request: memory: 512Mi'],
  ],
  ['an amount that is none', agent, 'memory: 4Gi', 'memory: 4GB', ['bad-amount: requests:']],
  [
    'no limit of memory',
    agent,
    /(workingDir[\s\S]*?)\n +limits:\n +memory: 4Gi/,
    '$1',
    ['no-memory-limit: requests:'],
  ],
  [
    'a name that is no DNS label',
    agent,
    'metadata:\n  name: alice',
    'metadata:\n  name: Alice_1',
    ['bad-name: name: Alice_1'],
  ],
  [
    'a token in the address of a repository',
    agent,
    'y https://example.org/tools',
    'y https://ghp_token@example.org/tools',
    ['secret-in-url: - y https://ghp_token@example.org/tools'],
  ],
  [
    'a password in an address',
    agent,
    'value: /home/agent/.claude',
    'value: postgres://me:pass@db/x',
    ['secret-in-url: value: postgres://me:pass@db/x'],
  ],
  ['a container’s name with a capital', agent, '- name: fill', '- name: Fill', ['bad-name: - name: Fill']],
  [
    'a name of 64 characters',
    agent,
    '- name: fill',
    `- name: ${'a'.repeat(64)}`,
    [`bad-name: - name: ${'a'.repeat(64)}`],
  ],
  ['y as a value', agent, /value: \/home\/agent\n/, 'value: y\n', ['unquoted-boolean: value: y']],
  [
    'No as a label',
    agent,
    'app.kubernetes.io/name: claude-agent\n',
    'app.kubernetes.io/name: No\n',
    ['unquoted-boolean: app.kubernetes.io/name: No'],
  ],
  [
    '0400 as a value',
    agent,
    /value: \/home\/agent\n/,
    'value: 0400\n',
    ['unquoted-octal: value: 0400', 'unquoted-value: value: 0400'],
  ],
  ['a number as a value', agent, /value: \/home\/agent\n/, 'value: 12\n', ['unquoted-value: value: 12']],
  ['sixties', agent, '- 1000:1000', '- 1000:10', ['unquoted-number: - 1000:10']],
  [
    'two volumes of one name',
    agent,
    '- name: env\n          secret',
    '- name: ssh\n          secret',
    ['undefined-volume: - name: env', 'duplicate-volume: - name: ssh'],
  ],
  [
    'a mount of no volume',
    agent,
    '- name: ssh\n              mountPath',
    '- name: shh\n              mountPath',
    ['undefined-volume: - name: shh'],
  ],
  [
    'two mounts at one place',
    agent,
    'mountPath: /projects-volume',
    'mountPath: /home-volume/',
    ['duplicate-mount: mountPath: /home-volume/'],
  ],
  ['two containers of one name', agent, '- name: fill', '- name: own', ['duplicate-container: - name: own']],
  [
    'fsGroup',
    agent,
    'seccompProfile:',
    'fsGroup: 1000\n        seccompProfile:',
    ['fs-group: fsGroup: 1000'],
  ],
  [
    'latest',
    agent,
    'image: ghcr.io/example/agent:1.4',
    'image: ghcr.io/example/agent:latest',
    ['unpinned-image: image: ghcr.io/example/agent:latest'],
  ],
  [
    'no tag',
    agent,
    'image: ghcr.io/example/agent:1.4',
    'image: ghcr.io/example/agent',
    ['unpinned-image: image: ghcr.io/example/agent'],
  ],
  ['a rolling update', agent, 'type: Recreate', 'type: RollingUpdate', ['two-at-once: strategy:']],
  ['two replicas', agent, 'replicas: 1', 'replicas: 2', ['two-at-once: replicas: 2']],
  [
    'a token of the cluster',
    agent,
    'automountServiceAccountToken: false',
    'hostIPC: false',
    ['service-account-token: enableServiceLinks: false'],
  ],
  [
    'claims with the agent',
    'base/kustomization.yaml',
    '- agent.yaml',
    '- agent.yaml\n  - ../claims',
    ['claims-with-the-app: - ../claims'],
  ],
  [
    'a claim in the agent’s kustomization',
    'base/kustomization.yaml',
    '- agent.yaml',
    '- agent.yaml\n  - ../claims/claims.yaml',
    ['claims-with-the-app: - ../claims/claims.yaml'],
  ],
  ['a misspelt field', agent, 'volumeMounts:', 'volumeMount:', ['unknown-field: volumeMount:']],
  [
    'a field of the pod',
    agent,
    'enableServiceLinks',
    'enableServicelinks',
    ['unknown-field: enableServicelinks: false'],
  ],
  ['a field of a claim', 'claims/claims.yaml', 'accessModes:', 'accessMode:', ['unknown-field: accessMode:']],
  ['no YAML', agent, 'kind: Deployment', 'kind: [', ['not-yaml: metadata:']],
];

describe('each broken variant of what we write for Kubernetes is found, at its line', () => {
  it.each(variants)('%s', (_, file, from, to, expected) => {
    expect(found(kubernetes, file, from, to)).toEqual(expected);
  });

  describe.each(forms)('in %s', (_what, form) => {
    it.each(variants)('%s', (_, file, from, to, expected) => {
      expect(found(kubernetes, file, from, to, form)).toEqual(expected);
    });
  });

  it('a container of root’s, with its capabilities', () => {
    const codes = (from: string | RegExp, to: string) =>
      found(kubernetes, agent, from, to).map((each) => each.split(':')[0]);
    const main = /(workingDir[\s\S]*?)runAsNonRoot: true/;
    expect(codes(main, '$1runAsNonRoot: false')).toEqual(['runs-as-root']);
    expect(codes(/(workingDir[\s\S]*?)runAsUser: 1000/, '$1runAsUser: 0')).toEqual(['runs-as-root']);
    expect(codes(/(workingDir[\s\S]*?)runAsUser: 1000\n +/, '$1')).toEqual(['user-without-number']);
    expect(codes(/(workingDir[\s\S]*?)- ALL/, '$1- NET_RAW')).toEqual(['capabilities']);
  });

  it('claim and pod in one file', () => {
    const together = [...kubernetes].map(([path, text]) => ({ path, text }));
    const one = {
      path: 'all.yaml',
      text: `${kubernetes.get(agent)}---\n${kubernetes.get('claims/claims.yaml')}`,
    };
    for (const [, form] of forms) {
      const { problems } = checkManifests([{ ...one, text: form(one.text) }, ...secretsOf(together)]);
      expect(problems.map(({ code }) => code)).toEqual(['claims-with-the-app']);
    }
    expect(checkManifests([one, ...secretsOf(together)]).problems.map(({ code }) => code)).toEqual([
      'claims-with-the-app',
    ]);
  });
});

const composeVariants: readonly Variant[] = [
  [
    'a volume that is not declared',
    'compose.yaml',
    'source: home',
    'source: hom',
    ['undefined-volume: - type: volume'],
  ],
  [
    'a short mount of a volume',
    'compose.yaml',
    '- type: volume',
    '- other:/x\n      - type: volume',
    ['undefined-volume: - other:/x'],
  ],
  [
    'a folder that the engine makes',
    'compose.yaml',
    'create_host_path: false',
    'create_host_path: true',
    ['host-path-made: create_host_path: true'],
  ],
  [
    'a short mount of a folder',
    'compose.yaml',
    '- type: volume',
    '- ./x:/x\n      - type: volume',
    ['host-path-made: - ./x:/x'],
  ],
  [
    'two mounts at one place',
    'compose.yaml',
    'target: /projects-volume',
    'target: /home-volume',
    ['duplicate-mount: - type: volume'],
  ],
  [
    'a service that is not there',
    'compose.yaml',
    /depends_on:\n +fill:/,
    'depends_on:\n      full:',
    ['undefined-service: full:'],
  ],
  [
    'a limit below the reservation',
    'compose.yaml',
    /mem_limit: 4g\n +mem_res/,
    'mem_limit: 512m\n    mem_res',
    ['limit-below-request: mem_limit: 512m'],
  ],
  [
    'no limit of memory',
    'compose.yaml',
    /\n +mem_limit: 4g\n +mem_reservation: 1g/,
    '',
    ['no-memory-limit: image: ghcr.io/example/agent:1.4'],
  ],
  [
    'latest',
    'compose.yaml',
    'agent:1.4',
    'agent:latest',
    ['unpinned-image: image: ghcr.io/example/agent:latest'],
  ],
  [
    'a token in an address',
    'compose.yaml',
    'HOME: /home/agent',
    'HOME: "x=1 HTTPS://token:@host/y"',
    ['secret-in-url: HOME: "x=1 HTTPS://token:@host/y"'],
  ],
  ['y as a value', 'compose.yaml', 'HOME: /home/agent', 'HOME: y', ['unquoted-boolean: HOME: y']],
  [
    'a mode as people say it',
    'compose.yaml',
    'nocopy: true',
    'nocopy: true\n          mode: 0400',
    ['wrong-mode: mode: 0400'],
  ],
];

describe('each broken variant of a Compose file is found, at its line', () => {
  it.each(composeVariants)('%s', (_, file, from, to, expected) => {
    expect(found(compose, file, from, to)).toEqual(expected);
  });
});

it('a file that Compose lays over another one need not say again what is there', () => {
  const text =
    'services:\n  agent:\n    ports: ["80"]\n    mem_reservation: 1g\n    depends_on: [fill]\n    volumes: ["home:/x"]\n';
  const over = (path: string, more = '') =>
    checkManifests([
      ...[...compose].map(([file, each]) => ({ path: file, text: each })),
      { path, text: text + more },
    ]).problems.map(({ code }) => code);
  expect(over('compose.override.yaml')).toEqual([]);
  expect(over('docker-compose.override.yml')).toEqual([]);
  expect(over('compose.override.yaml', '    image: a:latest\n')).toEqual(['unpinned-image']);
  expect(over('other.yaml')).toContain('no-memory-limit');
});

it('a Sandbox is checked for the fields of its pod; a name may be generated, and a mode be a word', () => {
  const problemsOf = (text: string) =>
    checkManifests([{ path: 'x.yaml', text }]).problems.map(({ code, at }) => `${code}:${at.line}`);
  const sandbox = kubernetesFiles(agentOf(least), { as: 'sandbox', restricted: false }, idOf);
  const [, { text = '' } = {}] = sandbox;
  const wrong = problemsOf(text.replace('workingDir:', 'workDir:'));
  expect(wrong.filter((each) => each.startsWith('unknown-field'))).toHaveLength(1);
  expect(problemsOf('apiVersion: v1\nkind: ConfigMap\nmetadata: { generateName: a- }\n')).toEqual([]);
  const compose =
    'services:\n  app:\n    image: app:1\n    mem_limit: 1g\n    deploy: { mode: replicated }\n';
  expect(problemsOf(compose)).toEqual([]);
});

it.each([
  'git@host:a/b.git ssh://git@host/b',
  'https://${USER}:${TOKEN}@host/x',
  'https://$(TOKEN)@host/x',
  'postgres://me@db/x',
  'https://host/@scope/package https://host/x a@b',
  '://@ ://a@b http://',
  `${'a'.repeat(100_000)}${'://'.repeat(100_000)}`,
])('an address without a secret is none: %.60s', (value) => {
  const text = JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a' },
    data: { value },
  });
  expect(checkManifests([{ path: 'x.yaml', text }]).problems).toEqual([]);
});

it('files of other things are left alone, and broken trees end nothing', () => {
  const texts = [
    'a: 1',
    '',
    '- x',
    'apiVersion: v1\nkind: Pod',
    'services: {a: }',
    'apiVersion: apps/v1\nkind: Deployment\nspec: 7',
    'a: &a [*a]',
    'apiVersion: constructor\nkind: constructor\nmetadata: { name: a }',
  ];
  const looked = texts.map((text) => checkManifests([{ path: 'x.yaml', text }]));
  expect(looked.map((each) => each.looked.length)).toEqual([0, 0, 0, 1, 1, 1, 0, 1]);
});
