import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare } from '../../../core/src/reconcile/compare.ts';
import { parseObjects } from '../../../core/src/reconcile/kubernetesObjects.ts';
import { readPods } from '../../../core/src/reconcile/readPods.ts';
import { agentPod, deployment, listOf, replicaSet } from './kubernetes.ts';

const seen = (...objects: object[]) => readPods(parseObjects(listOf(...objects)));
const codes = (...objects: object[]) =>
  seen(...objects).map(({ observed }) => compare(observed)?.map(({ code, path }) => `${code} ${path}`));
const claim = (name: string) => ({ persistentVolumeClaim: { claimName: name } });

describe('the containers of a pod', () => {
  it('with a claim at the home are as asked', () => {
    expect(codes(agentPod())).toEqual([[]]);
  });

  it.each([
    ['emptyDir', { emptyDir: {} }],
    ['ephemeral', { ephemeral: { volumeClaimTemplate: {} } }],
    ['a volume that the pod does not declare', undefined],
  ])('with %s lose what they have', (what, volume) => {
    const expected = what.startsWith('a volume') ? [] : ['config-not-kept /home/agent/.claude'];
    expect(codes(agentPod({ volumes: volume ? { home: volume } : {} }))).toEqual([expected]);
  });

  it('with a login from a secret need projects of their own', () => {
    const volumes = { home: claim('h'), login: { secret: { secretName: 'l' } } };
    const mounts = [
      { name: 'home', mountPath: '/home/agent' },
      { name: 'login', mountPath: '/home/agent/.claude' },
    ];
    expect(codes(agentPod({ volumes, mounts }))).toEqual([
      ['config-not-kept /home/agent/.claude', 'projects-missing /home/agent/.claude/projects'],
    ]);
  });

  it('that are read-only are seen as such: of the mount and of the claim', () => {
    const mounts = [{ name: 'home', mountPath: '/home/agent', readOnly: true }];
    expect(codes(agentPod({ mounts }))).toEqual([['projects-missing /home/agent/.claude/projects']]);
    const volumes = { home: { persistentVolumeClaim: { claimName: 'h', readOnly: true } } };
    expect(codes(agentPod({ volumes }))).toEqual([['projects-missing /home/agent/.claude/projects']]);
  });

  it('fills in variables of the environment, as Kubernetes does', () => {
    const env = [
      { name: 'HOME', value: '/data/me' },
      { name: 'CLAUDE_CONFIG_DIR', value: '$(HOME)/$$(HOME)/.claude' },
    ];
    expect(codes(agentPod({ env }))).toEqual([['config-not-kept /data/me/$(HOME)/.claude']]);
  });

  it('that are over, or none of Claude’s, are left out', () => {
    expect(codes(agentPod({ phase: 'Succeeded' }))).toEqual([]);
    const other = agentPod({ env: [], labels: {}, mounts: [{ name: 'home', mountPath: '/data' }] });
    expect(codes(other)).toEqual([undefined]);
  });

  it('are held against the template of the Deployment above them', () => {
    const pod = agentPod({
      owner: ['ReplicaSet', 'alice-7c'],
      mounts: [{ name: 'home', mountPath: '/home/agent' }],
    });
    const asks = deployment([
      { name: 'home', mountPath: '/home/agent' },
      { name: 'projects', mountPath: '/srv/projects' },
    ]);
    expect(codes(pod, replicaSet(), asks)).toEqual([['mount-missing /srv/projects']]);
    expect(codes(pod, replicaSet())).toEqual([[]]);
  });

  it('are held against what an annotation records', () => {
    const annotations = { 'claude-sessions.mounts': '["type=volume,source=other,target=/home/agent"]' };
    expect(codes(agentPod({ annotations }))).toEqual([['mount-differs /home/agent']]);
  });
});

describe('who makes a pod', () => {
  const owned = (kind: string, name: string) => agentPod({ owner: [kind, name] });
  const mend = (...objects: object[]) =>
    seen(...objects).map(({ controllers, mend: { fix, line } }) => ({
      controllers,
      fix,
      line: line.join(' '),
    }))[0];

  it('a Deployment, by its ReplicaSet: by whom it is written', () => {
    const found = mend(
      owned('ReplicaSet', 'alice-7c'),
      replicaSet(),
      deployment([], { managers: ['kubectl-client-side-apply', 'kube-controller-manager'] }),
    );
    expect(found?.controllers).toEqual([
      { kind: 'ReplicaSet', name: 'alice-7c', writers: [] },
      { kind: 'Deployment', name: 'alice', writers: ['kubectl'] },
    ]);
    expect(found?.line).toBe('kubectl rollout restart deployment/alice --namespace agents');
    expect(found?.fix).toContain('Change the manifest');
  });

  it.each([
    ['argocd-controller', 'Argo CD'],
    ['argocd-application-controller', 'Argo CD'],
    ['kustomize-controller', 'Flux'],
    ['helm-controller', 'Flux'],
    ['helm', 'Helm'],
  ])('%s is %s, which would change it back', (manager, name) => {
    const found = mend(
      owned('ReplicaSet', 'alice-7c'),
      replicaSet(),
      deployment([], { managers: [manager] }),
    );
    expect(found?.controllers.at(-1)?.writers).toEqual([name]);
    expect(found?.fix).toContain(`Change what ${name} applies`);
  });

  it('is known by marks, where field managers were left out', () => {
    const marks = { annotations: { 'argocd.argoproj.io/tracking-id': 'app:apps/Deployment:agents/alice' } };
    expect(mend(owned('ReplicaSet', 'alice-7c'), replicaSet(), deployment([], marks))?.fix).toContain(
      'Argo CD',
    );
  });

  it('a Sandbox: its pod is deleted, and made anew by the controller', () => {
    const found = mend(owned('Sandbox', 'alice'));
    expect(found?.controllers).toEqual([{ kind: 'Sandbox', name: 'alice', writers: [] }]);
    expect(found?.line).toBe('kubectl delete pod/alice-7c-x --namespace agents');
  });

  it('nobody: it is not deleted', () => {
    expect(mend(agentPod())?.line).toBe('kubectl get pod/alice-7c-x --namespace agents --output yaml');
  });

  it('owners in a circle come to an end', () => {
    const circle = [
      {
        ...replicaSet(),
        metadata: { name: 'a', namespace: 'agents', ownerReferences: [{ kind: 'ReplicaSet', name: 'b' }] },
      },
      {
        ...replicaSet(),
        metadata: { name: 'b', namespace: 'agents', ownerReferences: [{ kind: 'ReplicaSet', name: 'a' }] },
      },
    ];
    expect(mend(owned('ReplicaSet', 'a'), ...circle)?.controllers).toHaveLength(8);
  });

  it('whatever kubectl prints, nothing is thrown', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (spec, metadata) => {
        const objects = parseObjects({
          items: [{ kind: 'Pod', metadata, spec }, { kind: 'Pod', metadata: {}, spec }, spec],
        });
        for (const { observed } of readPods(objects)) compare(observed);
      }),
    );
  });
});
