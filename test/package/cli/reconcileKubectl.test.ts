import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { KubernetesApi } from '../../harness/engine/KubernetesApi.ts';
import { provideKubectl } from '../../harness/engine/kubectl.ts';
import { put } from '../../harness/place/Place.ts';
import { expectReconcileReport } from '../../harness/project/reportSchema.ts';
import { agentPod, deployment, replicaSet } from '../../unit/reconcile/kubernetes.ts';
import { CliPlace, program } from './place.ts';

/** The real kubectl, on a server that answers as much as it asks. */
let kubectl: string;
let api: KubernetesApi;
beforeAll(async () => {
  kubectl = await provideKubectl();
  api = await KubernetesApi.start();
});
afterAll(() => api?.stop());

const owned = (options: object = {}) => agentPod({ owner: ['ReplicaSet', 'alice-7c'], ...options });
const asked = deployment([{ name: 'home', mountPath: '/home/agent' }], { managers: ['argocd-controller'] });
const lost = { volumes: { home: { emptyDir: {} } } };

let place: CliPlace;
let env: Record<string, string>;
beforeEach(() => {
  place = new CliPlace();
  env = { KUBECONFIG: put(join(place.root, 'kubeconfig'), api.config), DOCKER_PATH: place.engine('exit 0') };
  api.forbidden = [];
  api.objects = [owned(lost), replicaSet(), asked] as typeof api.objects;
});

const reconcile = async (...args: string[]) => {
  const words = ['reconcile', '--json', '--kubectl-path', kubectl, ...args];
  const { stdout, stderr } = await place.runWith({ env }, ...words);
  const report = JSON.parse(stdout);
  expectReconcileReport(report);
  return { report, stderr };
};

it('is asked for pods, what makes them, and who wrote that', async () => {
  for (const args of [[], ['--namespace', 'agents'], ['--all-namespaces']]) {
    const { report } = await reconcile(...args);
    expect(report.results).toMatchObject([
      {
        name: 'agents/alice-7c-x/agent',
        differences: [{ code: 'mount-differs' }, { code: 'config-not-kept' }],
        owners: [{ kind: 'ReplicaSet' }, { kind: 'Deployment', writers: ['Argo CD'] }],
      },
    ]);
  }
  expect((await reconcile('--namespace', 'other')).report.results).toEqual([]);
});

it('who may list pods alone is told what nothing is lost by', async () => {
  api.forbidden = ['deployments', 'replicasets', 'statefulsets', 'daemonsets'];
  const { report } = await reconcile();
  expect(report.results).toMatchObject([
    { differences: [{ code: 'config-not-kept' }], owners: [{ kind: 'ReplicaSet', writers: [] }] },
  ]);
});

it('who may not list pods is told so', async () => {
  api.forbidden = ['pods', 'deployments', 'replicasets', 'statefulsets', 'daemonsets'];
  const { report } = await reconcile();
  expect(report.places).toMatchObject([{}, { name: 'kubernetes', reachable: false }]);
  expect(report.places[1].reason).toContain('forbidden');
});

it('tells of changes', async () => {
  const child = spawn(
    process.execPath,
    [program, 'reconcile', '--watch', '--json', '--kubectl-path', kubectl],
    {
      env: { HOME: place.home, PATH: process.env.PATH ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value ?? 'null');
  try {
    expect((await next()).asAsked).toBe(false);
    await vi.waitUntil(() => api.watching > 0, { timeout: 30_000 });
    api.objects = [
      owned({ volumes: { home: { persistentVolumeClaim: { claimName: 'alice-home' } } } }),
      replicaSet(),
      asked,
    ] as typeof api.objects;
    api.tell(owned());
    expect((await next()).asAsked).toBe(true);
  } finally {
    child.kill('SIGTERM');
  }
  expect(await once(child, 'exit')).toEqual([0, null]);
});
