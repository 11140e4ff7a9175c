import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { agentArguments } from '../../../core/src/capsule/engineArguments.ts';
import type { ObservedMount } from '../../../core/src/container/inspect.ts';
import { parseRecord } from '../../../core/src/container/mountRecord.ts';
import { ourLabels } from '../../../core/src/container/ourLabels.ts';
import { composeFiles } from '../../../core/src/export/compose.ts';
import { dockerFiles } from '../../../core/src/export/docker.ts';
import { kubernetesFiles } from '../../../core/src/export/kubernetes.ts';
import { compare } from '../../../core/src/reconcile/compare.ts';
import { parseObjects } from '../../../core/src/reconcile/kubernetesObjects.ts';
import { readPods } from '../../../core/src/reconcile/readPods.ts';
import { serviceMounts } from '../../../core/src/reconcile/serviceMounts.ts';
import { agentOf, full, idOf, least } from '../export/exampleAgent.ts';

const agents = [
  ['with projects elsewhere', full, ['/home/agent', '/srv/projects']],
  ['of the least', least, ['/home/agent', '/home/agent/projects']],
  [
    'with a shared login',
    { ...least, login: { kind: 'shared' } },
    ['/home/agent', '/home/agent/projects', '/var/lib/claude-login'],
  ],
  [
    "with the host's login",
    { ...least, login: { kind: 'host-readonly', path: '/srv/login' } },
    ['/home/agent', '/home/agent/projects', '/var/lib/claude-login'],
  ],
] as const;

/** What a record says of the mounts that are there, and of those with one gone. */
function judge(record: string | undefined, mounts: readonly ObservedMount[], targets: readonly string[]) {
  const asked = parseRecord(record ?? '');
  if (!Array.isArray(asked)) throw new Error(asked.unreadable);
  const codes = (each: readonly ObservedMount[]) =>
    compare({
      mounts: each,
      configDir: '/home/agent/.claude',
      isOurs: false,
      asked: [{ by: 'label', isRecord: true, mounts: asked }],
    })
      ?.filter(({ code }) => code.startsWith('mount'))
      .map(({ code, path }) => `${code} ${path}`);
  expect(codes(mounts)).toEqual([]);
  for (const target of targets) {
    expect(codes(mounts.filter((each) => each.target !== target))).toEqual([`mount-missing ${target}`]);
    const other = mounts.map((each) =>
      each.target === target ? { ...each, writable: !each.writable } : each,
    );
    expect(codes(other)).toEqual([`mount-differs ${target}`]);
  }
  return codes;
}

describe.each(agents)('what is recorded of an agent %s', (_, description, targets) => {
  const agent = agentOf(description);

  it('for Compose, in each slot', () => {
    for (const { path, text } of composeFiles(agent, idOf)) {
      const file = parse(text);
      const { agent: service, ...others } = file.services;
      const codes = judge(service.labels?.[ourLabels.mounts], serviceMounts(file, 'agent') ?? [], targets);
      const mounts = serviceMounts(file, 'agent') ?? [];
      const home = mounts.map((each) =>
        each.target === '/home/agent' ? { ...each, source: 'another-home' } : each,
      );
      expect(codes(home), path).toEqual(['mount-differs /home/agent']);
      expect(JSON.stringify(others)).not.toContain(ourLabels.mounts);
    }
  });

  it('for Docker, in each slot', () => {
    for (const slot of [undefined, ...agent.slots]) {
      const words = ranBy(dockerFiles(agent, idOf), slot);
      const label = valuesOf(words, '--label').find((each) => each.startsWith(`${ourLabels.mounts}=`));
      const mounts = [
        ...valuesOf(words, '--volume').map((each) => {
          const [source = '', target = ''] = each.split(':');
          return { type: 'volume', source, target, writable: true };
        }),
        ...valuesOf(words, '--mount').map((each) => {
          const [, source = '', target = ''] =
            /^type=bind,source=(.*),target=(.*),readonly$/.exec(each) ?? [];
          return { type: 'bind', source, target, writable: false };
        }),
      ];
      judge(label?.slice(ourLabels.mounts.length + 1), mounts, targets);
    }
  });

  it.each(['deployment', 'sandbox'] as const)('for Kubernetes as a %s: of a claim with any name', (as) => {
    const files = kubernetesFiles(agent, { as, restricted: false }, idOf);
    const text = files.find(({ path }) => path === 'base/agent.yaml')?.text ?? '';
    const { spec } = parse(text);
    const { metadata, spec: pod } = spec.template ?? spec.podTemplate;
    const codes = (change: (pod: Pod) => void, also: object[] = []) => {
      const changed = structuredClone(pod);
      change(changed);
      const object = { kind: 'Pod', metadata: { name: 'a', ...metadata }, spec: changed, status: {} };
      const seen = readPods(parseObjects({ items: [object, ...also] }));
      return seen.flatMap(({ observed }) => compare(observed)?.map(({ code, path }) => `${code} ${path}`));
    };
    const main = (changed: Pod) => changed.containers.find(({ name }) => name === 'agent');
    expect(codes(() => undefined)).toEqual([]);
    for (const target of targets) {
      const without = codes((changed) => {
        const container = main(changed);
        if (container)
          container.volumeMounts = container.volumeMounts.filter(({ mountPath }) => mountPath !== target);
      });
      expect(without).toContain(`mount-missing ${target}`);
    }
    expect(
      codes(({ volumes }) => {
        for (const { persistentVolumeClaim: claim } of volumes) if (claim) claim.claimName += '-blue';
      }),
    ).toEqual([]);
    // As a service mesh does.
    expect(codes(({ containers }) => containers.unshift({ name: 'proxy', volumeMounts: [] }))).toEqual([
      undefined,
    ]);
  });
});

interface Pod {
  readonly containers: { name: string; volumeMounts: { mountPath: string }[] }[];
  readonly volumes: { persistentVolumeClaim?: { claimName: string } }[];
}

it('of a capsule: its home, its login and its folder', () => {
  const capsule = {
    ...{ name: 'app', folder: '/srv/a, "b" ', volume: 'app-home', image: 'i', dockerfile: undefined },
    ...{ memory: '4g', workspace: true, login: 'folder' as const, loginFolder: '/srv/a.claude-login' },
    ...{ variables: [], conversation: 'c', prompt: undefined, command: [], watch: false, lock: '' },
  };
  const user = { uid: 1000, gid: 1000, home: '/home/agent' };
  const recordOf = (of: typeof capsule) =>
    valuesOf(agentArguments(of, 'i', user, false), '--label')
      .find((each) => each.startsWith(`${ourLabels.mounts}=`))
      ?.slice(ourLabels.mounts.length + 1);
  const mounts = [
    { type: 'volume', source: 'app-home', target: '/home/agent', writable: true },
    { type: 'bind', source: capsule.loginFolder, target: '/var/lib/claude-login', writable: true },
    { type: 'bind', source: capsule.folder, target: '/workspace', writable: true },
  ];
  judge(
    recordOf(capsule),
    mounts,
    mounts.map(({ target }) => target),
  );
  const bare = { ...capsule, workspace: false, login: 'own' as const, loginFolder: undefined };
  judge(recordOf(bare as unknown as typeof capsule), mounts.slice(0, 1), ['/home/agent']);
});

const valuesOf = (words: readonly string[], option: string) =>
  words.flatMap((word, at) => (word === option ? [words[at + 1] ?? ''] : []));

/** The words of the last call that a script makes of its engine. */
function ranBy(files: readonly { path: string; text: string }[], slot: string | undefined): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'exported-'));
  try {
    const engine = join(folder, 'engine');
    const script = `#!/bin/sh\n[ "$1" = container ] && exit 1\nprintf '%s\\0' "$@" >'${folder}/words'\n`;
    const put = (path: string, text: string) => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      chmodSync(path, 0o755);
    };
    put(engine, script);
    for (const { path, text } of files) {
      // What has to be there is not what is looked at.
      put(join(folder, path), text.replaceAll(/^need ".*$/gm, '').replaceAll(/^need .*$/gm, ''));
    }
    const env = { PATH: process.env.PATH, ENGINE: engine, CLAUDE_CODE_OAUTH_TOKEN: 'x' };
    const done = spawnSync(join(folder, 'agent.sh'), slot ? ['--slot', slot] : [], { env, encoding: 'utf8' });
    expect([done.status, done.stderr]).toEqual([0, '']);
    return readFileSync(join(folder, 'words'), 'utf8').split('\0').slice(0, -1);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
