interface PodOptions {
  readonly volumes?: Readonly<Record<string, object>>;
  readonly mounts?: readonly object[];
  readonly env?: readonly object[];
  readonly labels?: object;
  readonly annotations?: object;
  readonly phase?: string;
  readonly owner?: readonly [kind: string, name: string];
}

const atHome = [{ name: 'home', mountPath: '/home/agent' }];
const namespace = 'agents';

/** A pod as `kubectl get -o json` prints it: of an agent, unless something else is said. */
export function agentPod(options: PodOptions = {}): object {
  const { volumes = { home: { persistentVolumeClaim: { claimName: 'alice-home' } } }, mounts = atHome } =
    options;
  const {
    env = [{ name: 'HOME', value: '/home/agent' }],
    labels = { 'app.kubernetes.io/name': 'claude-agent' },
  } = options;
  const { annotations = {}, phase = 'Running', owner } = options;
  const ownerReferences = owner && [
    { apiVersion: 'x/v1', kind: owner[0], name: owner[1], controller: true, uid: '1' },
  ];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'alice-7c-x',
      namespace,
      labels,
      annotations,
      ...(ownerReferences && { ownerReferences }),
    },
    spec: {
      containers: [{ name: 'agent', env, volumeMounts: mounts }],
      volumes: Object.entries(volumes).map(([name, source]) => ({ name, ...source })),
    },
    status: { phase },
  };
}

export const replicaSet = (): object => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: {
    name: 'alice-7c',
    namespace,
    ownerReferences: [{ kind: 'Deployment', name: 'alice', controller: true }],
  },
});

/** @param mounts what its template asks for; all are of claims */
export function deployment(
  mounts: readonly { readonly name: string; readonly mountPath: string }[],
  {
    managers = [],
    annotations = {},
  }: { readonly managers?: readonly string[]; readonly annotations?: object } = {},
): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      ...{ name: 'alice', namespace, annotations },
      managedFields: managers.map((manager) => ({ manager, operation: 'Apply', fieldsV1: {} })),
    },
    spec: {
      template: {
        spec: {
          containers: [{ name: 'agent', volumeMounts: mounts }],
          volumes: mounts.map(({ name }) => ({
            name,
            persistentVolumeClaim: { claimName: `alice-${name}` },
          })),
        },
      },
    },
  };
}

export const listOf = (...items: object[]): object => ({ apiVersion: 'v1', kind: 'List', items });
