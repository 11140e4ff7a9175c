import { defaultContainer } from '../container/ourLabels.ts';
import { type Agent, withSlot } from './agent.ts';
import { loginWords, recordLabel } from './plan.ts';
import { claimName, mainContainerName, podComments, podSpec, programName } from './podSpec.ts';
import type { ExportedFile, IdOf } from './types.ts';
import { type Comment, yamlText } from './yamlText.ts';

export interface KubernetesOptions {
  readonly as: 'deployment' | 'sandbox';
  readonly restricted: boolean;
}

const appLabel = 'app.kubernetes.io/name';
const instanceLabel = 'app.kubernetes.io/instance';
const labels = (instance: string) => ({ [appLabel]: 'claude-agent', [instanceLabel]: instance });

/** Claims are told by the description that names them: overlays have others. */
const annotations = (agent: Agent) => ({
  ...recordLabel(agent, { home: '', projects: '', login: '' }),
  [defaultContainer]: mainContainerName,
});

/** What keeps a claim when the rest goes, for the three that prune: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/, https://fluxcd.io/flux/components/kustomize/kustomizations/, https://helm.sh/docs/howto/charts_tips_and_tricks/ */
export const pruneProtection = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'helm.sh/resource-policy': 'keep',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
} as const;

/** The files of a Kustomize base with an overlay for each slot, and the claims apart. */
export function kubernetesFiles(agent: Agent, options: KubernetesOptions, idOf: IdOf): ExportedFile[] {
  return [
    { path: 'base/kustomization.yaml', text: base(agent, options) },
    { path: 'base/agent.yaml', text: workload(agent, options, idOf(undefined)) },
    ...(options.as === 'sandbox' ? [{ path: 'base/references.yaml', text: references() }] : []),
    { path: 'claims/kustomization.yaml', text: claimsBase(agent) },
    { path: 'claims/claims.yaml', text: claims(agent) },
    ...(agent.login.kind === 'shared' ? loginFiles(agent.login.volume) : []),
    ...agent.slots.flatMap((slot) => overlay(agent, options, slot, idOf(slot))),
    ...secrets(agent),
  ];
}

function base({ name, ...agent }: Agent, { as }: KubernetesOptions): string {
  const value = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: ['agent.yaml'],
    ...(as === 'sandbox' && { configurations: ['references.yaml'] }),
    configMapGenerator: [{ name: programName(name), files: ['claude-state'] }],
  };
  return yamlText(
    value,
    [
      `The agent ${name}, without its claims. ${loginWords({ name, ...agent })}`,
      'Apply: `kubectl apply -k ../claims`, then `kubectl apply --server-side -k .`',
    ],
    [
      [
        ['configMapGenerator'],
        'The program that prepares the volumes. Its name ends with its hash: another program is another pod.',
      ],
    ],
  );
}

/** Where the pod stands in the object. */
const podPath = ({ as }: KubernetesOptions) =>
  as === 'sandbox' ? ['spec', 'podTemplate', 'spec'] : ['spec', 'template', 'spec'];

function workload(agent: Agent, options: KubernetesOptions, conversation: string): string {
  const { name } = agent;
  const pod = { conversation, restricted: options.restricted };
  const template = {
    metadata: { labels: labels(name), annotations: annotations(agent) },
    spec: podSpec(agent, pod),
  };
  const metadata = { name, labels: labels(name) };
  const record: Comment = [
    [...podPath(options).slice(0, -1), 'metadata', 'annotations'],
    'The mounts that `claude-sessions reconcile` looks for; of claims with any name.',
  ];
  const comments = [record, ...podComments(agent, pod, podPath(options))];
  if (options.as === 'sandbox') {
    return yamlText(
      { apiVersion: 'agents.x-k8s.io/v1beta1', kind: 'Sandbox', metadata, spec: { podTemplate: template } },
      [
        `The agent ${name} as a Sandbox (https://github.com/kubernetes-sigs/agent-sandbox); its controller has to run in the cluster.`,
        'Apply: by the kustomization.yaml beside it. Its claims are made beforehand: the controller deletes those that it made itself.',
      ],
      comments,
    );
  }
  const spec = {
    replicas: 1,
    strategy: { type: 'Recreate' },
    selector: { matchLabels: labels(name) },
    template,
  };
  const recreate: Comment = [['spec', 'strategy'], 'Never two pods at one home.'];
  return yamlText(
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec },
    [`The agent ${name}: one pod with a home of its own.`, 'Apply: by the kustomization.yaml beside it.'],
    [recreate, ...comments],
  );
}

/** Kustomize knows by itself where a Deployment names a ConfigMap, and of no Sandbox. */
function references(): string {
  const path = 'spec/podTemplate/spec/volumes/configMap/name';
  return yamlText(
    { nameReference: [{ kind: 'ConfigMap', version: 'v1', fieldSpecs: [{ kind: 'Sandbox', path }] }] },
    [
      'Tells Kustomize where a Sandbox names its ConfigMap, whose name ends with its hash.',
      'Apply: by the kustomization.yaml beside it.',
    ],
  );
}

function claimsBase({ name }: Agent): string {
  return yamlText(
    { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: ['claims.yaml'] },
    [
      `The claims of the agent ${name}, apart: nothing that removes the agent removes these.`,
      'Apply: `kubectl apply -k .` Remove only with the data: `kubectl delete -k .`',
    ],
  );
}

function claim(name: string, instance: string, size: string, storageClass?: string): Record<string, unknown> {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, labels: labels(instance), annotations: { ...pruneProtection } },
    spec: {
      accessModes: ['ReadWriteOnce'],
      ...(storageClass !== undefined && { storageClassName: storageClass }),
      resources: { requests: { storage: size } },
    },
  };
}

function claims({ name, volumes: { home, projects } }: Agent): string {
  const keep: Comment = [['metadata', 'annotations'], 'Kept by Argo CD, Helm and Flux when they prune.'];
  const first = yamlText(
    claim(claimName(name, 'home'), name, home.size, home.storageClass),
    [
      `The home of the agent ${name}, and its projects, each with a size and a life of its own.`,
      'Apply: by the kustomization.yaml beside it.',
    ],
    [keep],
  );
  const second = yamlText(claim(claimName(name, 'projects'), name, projects.size, projects.storageClass), []);
  return `${first}---\n${second}`;
}

function loginFiles(volume: string): ExportedFile[] {
  return [
    {
      path: 'login/kustomization.yaml',
      text: yamlText(
        { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: ['claims.yaml'] },
        [
          'The login that several agents share, apart from each of them.',
          'Apply once: `kubectl apply -k login`',
        ],
      ),
    },
    {
      path: 'login/claims.yaml',
      text: yamlText(claim(volume, volume, '1Gi'), [
        'The volume of the shared login. On several nodes it needs a storage class that is ReadWriteMany.',
        'Apply: by the kustomization.yaml beside it.',
      ]),
    },
  ];
}

/** A slot is the same agent with another name, other claims and another conversation. */
function overlay(
  agent: Agent,
  options: KubernetesOptions,
  slot: string,
  conversation: string,
): ExportedFile[] {
  const { name } = agent;
  const instance = withSlot(name, slot);
  const pod = `/${podPath(options).join('/')}`;
  const replaceClaim = (index: number, what: 'home' | 'projects') => [
    { op: 'test', path: `${pod}/volumes/${index}/name`, value: what },
    {
      op: 'replace',
      path: `${pod}/volumes/${index}/persistentVolumeClaim/claimName`,
      value: withSlot(claimName(name, what), slot),
    },
  ];
  const container = `${pod}/containers/0/env/0`;
  const patch = [
    ...replaceClaim(0, 'home'),
    ...replaceClaim(1, 'projects'),
    { op: 'test', path: `${container}/name`, value: 'CLAUDE_STATE_CONVERSATION' },
    { op: 'replace', path: `${container}/value`, value: conversation },
    ...(options.as === 'sandbox'
      ? [
          {
            op: 'replace',
            path: '/spec/podTemplate/metadata/labels/app.kubernetes.io~1instance',
            value: instance,
          },
        ]
      : []),
  ];
  const shared = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };
  const pairs = { [instanceLabel]: instance };
  const kind = options.as === 'sandbox' ? 'Sandbox' : 'Deployment';
  return [
    {
      path: `overlays/${slot}/kustomization.yaml`,
      text: yamlText(
        {
          ...shared,
          resources: ['../../base'],
          nameSuffix: `-${slot}`,
          labels: [{ pairs, includeSelectors: true }],
          patches: [{ target: { kind, name }, patch: yamlText(patch, []) }],
        },
        [
          `The slot ${slot} of the agent ${name}: the same agent beside others, with claims and a conversation of its own.`,
          'Apply: `kubectl apply -k claims`, then `kubectl apply --server-side -k .`',
        ],
      ),
    },
    {
      path: `overlays/${slot}/claims/kustomization.yaml`,
      text: yamlText(
        { ...shared, resources: ['../../../claims'], nameSuffix: `-${slot}`, labels: [{ pairs }] },
        [
          `The claims of the slot ${slot} of the agent ${name}.`,
          'Apply: `kubectl apply -k .` Remove only with the data: `kubectl delete -k .`',
        ],
      ),
    },
  ];
}

/** Names and keys, no values. */
function secrets({ name, ssh, env, login }: Agent): ExportedFile[] {
  const wanted = [
    ...(ssh ? [{ secret: ssh.secret, keys: ssh.keys }] : []),
    ...(env ? [{ secret: env.secret, keys: [env.key] }] : []),
    ...(login.kind === 'token' ? [{ secret: login.secret, keys: [login.key] }] : []),
  ];
  if (wanted.length === 0) return [];
  const byName = new Map<string, string[]>();
  for (const { secret, keys } of wanted) byName.set(secret, [...(byName.get(secret) ?? []), ...keys]);
  const head = [
    `The secrets that the agent ${name} names: what they are called, and their keys. No kustomization has this file.`,
    'Make each with `kubectl create secret generic NAME --from-file=KEY=FILE`, or by what you keep secrets with.',
  ];
  const documents = [...byName].map(([secret, keys], index) =>
    yamlText(
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: secret },
        type: 'Opaque',
        stringData: Object.fromEntries(keys.map((key) => [key, ''])),
      },
      index === 0 ? head : [],
    ),
  );
  return [{ path: 'secrets.example.yaml', text: documents.join('---\n') }];
}
