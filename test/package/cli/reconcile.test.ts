import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeEach, describe, expect, it } from 'vitest';
import { put } from '../../harness/place/Place.ts';
import { expectReconcileReport } from '../../harness/project/reportSchema.ts';
import { agentPod, deployment, listOf, replicaSet } from '../../unit/reconcile/kubernetes.ts';
import { CliPlace, program, runWarm } from './place.ts';

runWarm();

interface Mount {
  readonly Type: string;
  readonly Source?: string;
  readonly Name?: string;
  readonly Destination: string;
  readonly RW: boolean;
}

const volume = (Name: string, Destination: string, RW = true): Mount => ({
  Type: 'volume',
  Name,
  Destination,
  RW,
});
const config = '/home/node/.claude';
const readOnly = volume('config', config, false);

interface Options {
  readonly labels?: Readonly<Record<string, string>>;
  readonly env?: readonly string[];
  readonly image?: string;
}

/** A record as `docker inspect` prints it. */
const container = (
  name: string,
  mounts: readonly Mount[],
  { labels = {}, env = [], image = 'sha256:plain' }: Options = {},
) => ({
  ...{ Id: name.padEnd(64, '0'), Name: `/${name}`, Image: image, Created: '2026-11-30T10:00:00Z' },
  State: { Running: true, StartedAt: '2026-11-30T10:00:00Z' },
  Config: { User: '', Labels: labels, Env: env },
  Mounts: mounts,
});

class Fleet extends CliPlace {
  readonly calls = join(this.root, 'calls');
  /** Grows as long as the engine tells of events. */
  readonly events = put(join(this.root, 'events'), '');
  readonly #engine: string;

  constructor() {
    super();
    this.#engine = this.engine(`
here=${JSON.stringify(this.root)}
printf '%s\\n' "$*" >>"$here/calls"
case $1 in
  ps) sed -n 's/^.*"Id":"\\([^"]*\\)".*$/\\1/p' "$here/inspect" ;;
  inspect) cat "$here/inspect" ;;
  image) cat "$here/images" ;;
  events) exec tail -f -n +1 "$here/events" ;;
  compose)
    case " $* " in
      *' config '*) cat "$here/compose.json" ;;
      *' up '*) cp "$here/after" "$here/inspect" ;;
    esac ;;
esac`);
    this.has([]);
    put(join(this.root, 'images'), '[]');
  }

  has(containers: readonly object[], file = 'inspect'): void {
    const lines = containers.map((each) => JSON.stringify(each));
    put(join(this.root, file), `[\n${lines.join(',\n')}\n]\n`);
  }

  hasImages(images: readonly object[]): void {
    put(join(this.root, 'images'), JSON.stringify(images));
  }

  kubectl(code: string): string {
    return put(join(this.root, 'kubectl'), `#!/bin/sh\n${code}\n`, 0o755);
  }

  get env() {
    return { DOCKER_PATH: this.#engine };
  }

  async reconcile(...args: string[]) {
    const { exitCode, stdout, stderr } = await this.runWith(
      { env: this.env },
      'reconcile',
      '--json',
      ...args,
    );
    const report = JSON.parse(stdout);
    if (!report.error) expectReconcileReport(report);
    return { exitCode, report, stderr };
  }

  /** `reconcile --watch`: its reports one by one, and its end by TERM. */
  watch(...args: string[]) {
    const child = spawn(process.execPath, [program, 'reconcile', '--watch', '--json', ...args], {
      env: { HOME: this.home, PATH: process.env.PATH ?? '', ...this.env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return {
      next: async () => JSON.parse((await lines.next()).value ?? 'null'),
      end: async () => {
        child.kill('SIGTERM');
        expect(await once(child, 'exit')).toEqual([0, null]);
      },
    };
  }

  verbs(): string[] {
    return readFileSync(this.calls, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0] ?? '');
  }
}

let place: Fleet;
beforeEach(() => {
  place = new Fleet();
});

const differences = (report: { results: { name: string; differences: { code: string }[] }[] }) =>
  Object.fromEntries(
    report.results.map(({ name, differences }) => [name, differences.map(({ code }) => code)]),
  );

describe('reconcile', () => {
  it('compares what is Claude’s, and nothing else', async () => {
    place.has([
      container('fine', [volume('home', config)]),
      container('open', [readOnly]),
      container('other', [volume('data', '/var/lib/postgresql')]),
    ]);
    const { exitCode, report } = await place.reconcile();
    expect(exitCode).toBe(1);
    expect(differences(report)).toEqual({ open: ['projects-missing'], fine: [] });
    expect(report.results[0]).toMatchObject({
      kind: 'container',
      askedBy: 'the rule that nothing may be lost with the container',
    });
    const { stdout } = await place.runWith({ env: place.env }, 'reconcile');
    expect(stdout).toContain(`projects-missing ${config}/projects`);
    expect(stdout).toContain("2 containers with Claude's state: 1 as asked, 1 not.");
  });

  it('exits with 0 when all is as asked, and when there is nothing', async () => {
    expect(await place.reconcile()).toMatchObject({ exitCode: 0, report: { asAsked: true, results: [] } });
    place.has([container('fine', [volume('home', config)])]);
    expect(await place.reconcile()).toMatchObject({ exitCode: 0, report: { asAsked: true } });
  });

  it('takes three calls of the engine for 200 containers', async () => {
    place.has(
      Array.from({ length: 200 }, (_, index) => container(`c${index}`, [volume(`v${index}`, config)])),
    );
    expect((await place.reconcile()).report.results).toHaveLength(200);
    expect(place.verbs()).toEqual(['ps', 'inspect', 'image']);
  });

  it('believes no label of an image', async () => {
    const labels = {
      'claude-sessions.capsule.role': 'agent',
      'claude-sessions.mounts': '["source=x,target=/x"]',
      'com.docker.compose.project': 'p',
      'com.docker.compose.service': 's',
      'devcontainer.local_folder': place.folder,
      'devcontainer.config_file': join(place.folder, '.devcontainer.json'),
    };
    const forged = container('forged', [readOnly], { labels, image: 'sha256:forged' });
    place.has([forged]);
    place.hasImages([{ Id: 'sha256:forged', Config: { Labels: labels } }]);
    const { report } = await place.reconcile('--recreate', '--yes');
    expect(report.results).toMatchObject([
      { kind: 'container', name: 'forged', attempt: { result: 'left' } },
    ]);
    expect(differences(report)).toEqual({ forged: ['projects-missing'] });
    place.hasImages([{ Id: 'sha256:forged', Config: { Labels: {} } }]);
    const { 'devcontainer.local_folder': _, 'devcontainer.config_file': __, ...given } = labels;
    place.has([container('given', [readOnly], { labels: given })]);
    const believed = (await place.reconcile()).report;
    // A Compose file may say anything: it makes no capsule.
    expect(believed.results).toMatchObject([{ kind: 'service' }]);
    expect(differences(believed)).toEqual({ given: ['mount-missing', 'projects-missing'] });
    const { 'com.docker.compose.project': ___, ...ofRun } = given;
    place.has([container('run', [readOnly], { labels: ofRun })]);
    const { report: capsule } = await place.reconcile('--recreate', '--yes');
    expect(capsule.results).toMatchObject([
      { kind: 'capsule', attempt: { result: 'left', what: expect.stringContaining('how it was run') } },
    ]);
  });

  it('shows hostile names and labels as text of bounded length', async () => {
    const labels = {
      'claude-sessions.mounts': JSON.stringify([
        `source=${'x'.repeat(20_000)}\u001b]0;owned\u0007,target=/\u202ex`,
      ]),
    };
    place.has([container('na\u001b[31mme', [readOnly], { labels })]);
    const { stdout } = await place.runWith({ env: place.env }, 'reconcile');
    expect(stdout).not.toMatch(/[\u0007\u001b\u202e]/);
    expect(stdout).toContain('na\\u001b[31mme');
    expect(stdout.length).toBeLessThan(10_000);
    const { report } = await place.reconcile();
    expect(JSON.stringify(report).length).toBeLessThan(10_000);
  });

  it('says when the engine does not answer', async () => {
    const { exitCode, stdout } = await place.run('reconcile', '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).error.code).toBe('engine-unreachable');
  });

  it('compares a file instead: of an engine, of kubectl, from stdin too', async () => {
    const file = place.write('inspect.json', JSON.stringify([container('open', [readOnly])]));
    expect(differences((await place.reconcile('--from', file)).report)).toEqual({
      open: ['projects-missing'],
    });
    expect(existsSync(place.calls)).toBe(false);
    const pods = place.write(
      'pods.json',
      JSON.stringify(listOf(agentPod({ volumes: { home: { emptyDir: {} } } }))),
    );
    expect(differences((await place.reconcile('--from', pods)).report)).toEqual({
      'agents/alice-7c-x/agent': ['config-not-kept'],
    });
    expect((await place.reconcile('--from', 'gone')).report.error.message).toBe('gone does not exist.');
    for (const text of ['{', '{}', '[1]']) {
      const { report } = await place.reconcile('--from', place.write('odd.json', text));
      expect(report.error).toMatchObject({ code: 'failed' });
    }
    const { report } = await place.reconcile('--from', place.root);
    expect(report.error.message).toBe(`${place.root} is a folder.`);
  });

  it.each([
    [['--yes'], '--yes goes with --recreate'],
    [['--dry-run'], '--dry-run goes with --recreate'],
    [['--from', 'x', '--recreate'], 'A file is compared'],
    [['--watch', '--install'], 'do not go together'],
    [['--install'], '--install prints a service'],
    [['--namespace=-x'], 'is not a valid namespace'],
    [['--kubectl-path', '/nonexistent'], 'There is no program'],
  ])('refuses %j', async (args, message) => {
    const { exitCode, report } = await place.reconcile(...args);
    expect(exitCode).toBe(2);
    expect(report.error.message).toContain(message);
  });
});

describe('Kubernetes', () => {
  const pods = () =>
    listOf(
      agentPod({ owner: ['ReplicaSet', 'alice-7c'], volumes: { home: { emptyDir: {} } } }),
      replicaSet(),
      deployment([], { managers: ['argocd-controller'] }),
    );

  it('names what belongs to a controller, and leaves it, --recreate or not', async () => {
    const file = put(join(place.root, 'pods.json'), JSON.stringify(pods()));
    const kubectl = place.kubectl(`printf '%s\\n' "$*" >>"${place.root}/asked"; cat "${file}"`);
    const { exitCode, report } = await place.reconcile(
      '--kubectl-path',
      kubectl,
      '--namespace',
      'agents',
      '--recreate',
      '--yes',
    );
    expect(exitCode).toBe(1);
    expect(report.results).toMatchObject([
      {
        kind: 'pod',
        owners: [{ kind: 'ReplicaSet' }, { kind: 'Deployment', name: 'alice', writers: ['Argo CD'] }],
        line: ['kubectl', 'rollout', 'restart', 'deployment/alice', '--namespace', 'agents'],
        attempt: { result: 'left', what: 'left to Deployment alice, which Argo CD writes' },
      },
    ]);
    const asked = readFileSync(join(place.root, 'asked'), 'utf8').trim().split('\n');
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatch(/^get pods,.* --output json --show-managed-fields --namespace agents$/);
  });

  it('that does not answer is said, and what the engine has is compared all the same', async () => {
    place.has([container('fine', [volume('home', config)])]);
    const kubectl = place.kubectl('echo "error: no route to host" >&2; exit 1');
    const { exitCode, report } = await place.reconcile('--kubectl-path', kubectl);
    expect(exitCode).toBe(1);
    expect(report.places).toContainEqual({
      name: 'kubernetes',
      reachable: false,
      reason: 'error: no route to host',
    });
    expect(differences(report)).toEqual({ fine: [] });
  });

  it('is asked by itself where the user has a cluster', async () => {
    const kubectl = place.kubectl('echo "error: refused" >&2; exit 1');
    const env = { ...place.env, PATH: `${join(kubectl, '..')}:${process.env.PATH}` };
    const run = async (more: Record<string, string>, ...args: string[]) =>
      (await place.runWith({ env: { ...env, ...more } }, 'reconcile', ...args)).stdout;
    expect(await run({})).not.toContain('kubernetes');
    expect(await run({ KUBECONFIG: '/k' })).toContain(
      'Not looked at: kubernetes does not answer: error: refused',
    );
    expect(await run({ KUBECONFIG: '/k' }, '--no-kubernetes')).not.toContain('kubernetes');
  });
});

describe('--recreate of a Compose service', () => {
  const service = (mounts: readonly Mount[], more: Readonly<Record<string, string>> = {}) =>
    container('app-1', mounts, {
      labels: {
        'com.docker.compose.project': 'app',
        'com.docker.compose.service': 'agent',
        'com.docker.compose.project.working_dir': place.folder,
        'com.docker.compose.project.config_files': join(place.folder, 'compose.yaml'),
        ...more,
      },
    });
  const asks = (volumes: readonly object[]) =>
    put(join(place.root, 'compose.json'), JSON.stringify({ services: { agent: { volumes } }, volumes: {} }));
  const projects = volume('projects', `${config}/projects`);
  const asked = [
    { type: 'volume', source: 'config', target: config, read_only: true },
    { type: 'volume', source: 'projects', target: `${config}/projects` },
  ];

  beforeEach(() => {
    place.write('compose.yaml', 'services:\n  agent:\n    image: x\n');
    place.has([service([readOnly])]);
    place.has([service([readOnly, projects])], 'after');
    asks(asked);
  });

  it('has Compose make it anew, of the files in its labels, once they are approved', async () => {
    const unasked = await place.reconcile('--recreate');
    expect(unasked.report.results[0].attempt).toMatchObject({ result: 'failed' });
    expect(unasked.report.results[0].attempt.what).toContain('not approved');
    expect(unasked.stderr).toContain('This Compose service has not been approved');
    expect(unasked.stderr).toContain('compose.yaml');
    expect(place.verbs()).not.toContain('compose');
    const { exitCode, report } = await place.reconcile('--recreate', '--yes');
    expect(exitCode).toBe(0);
    expect(report.results).toMatchObject([
      { kind: 'service', state: 'as-asked', attempt: { result: 'done' } },
    ]);
    const [, up] = readFileSync(place.calls, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('compose'));
    expect(up).toBe(
      `compose --project-name app --project-directory ${place.folder} --file ${place.folder}/compose.yaml up --detach --force-recreate agent`,
    );
    place.has([service([readOnly])]);
    expect((await place.reconcile('--recreate')).report.results).toMatchObject([
      { attempt: { result: 'done' } },
    ]);
    place.has([service([readOnly])]);
    place.write('compose.yaml', 'services:\n  agent:\n    image: x\n    privileged: true\n');
    expect((await place.reconcile('--recreate')).stderr).toContain('privileged');
  });

  it('does nothing with --dry-run', async () => {
    const { report } = await place.reconcile('--recreate', '--dry-run');
    expect(report.results[0].attempt).toMatchObject({ result: 'planned' });
    expect(place.verbs()).toEqual(['ps', 'inspect', 'image']);
  });

  it('leaves it where its files ask for no better', async () => {
    asks(asked.slice(0, 1));
    const { report } = await place.reconcile('--recreate', '--yes');
    expect(report.results[0].attempt).toMatchObject({ result: 'left' });
    expect(report.results[0].attempt.what).toContain(`ask for no better: ${config}/projects would have none`);
  });

  it('leaves it where Claude’s state is in the container alone', async () => {
    place.has([service([volume('projects', `${config}/projects`)])]);
    const { report } = await place.reconcile('--recreate', '--yes');
    expect(report.results[0].attempt.what).toContain(`what is in ${config} would be lost`);
    expect(place.verbs()).not.toContain('compose');
  });

  it.each([
    ['files that are gone', { 'com.docker.compose.project.config_files': '/nonexistent/compose.yaml' }],
    [
      'a folder that is another user’s, or none',
      { 'com.docker.compose.project.working_dir': '/nonexistent' },
    ],
    ['relative files', { 'com.docker.compose.project.config_files': 'compose.yaml' }],
    ['a service that is an option', { 'com.docker.compose.service': '--x=$(id)' }],
    ['a project that is an option', { 'com.docker.compose.project': '--x' }],
  ])('leaves it with %s', async (_, labels) => {
    place.has([service([readOnly], labels)]);
    const { report } = await place.reconcile('--recreate', '--yes');
    expect(report.results[0].attempt).toMatchObject({ result: 'left' });
    expect(place.verbs()).not.toContain('compose');
  });
});

describe('--watch', () => {
  it('compares at each event, tells of what changed alone, and ends at TERM', async () => {
    place.has([container('open', [readOnly])]);
    const { next, end } = place.watch('--no-kubernetes');
    try {
      const first = await next();
      expectReconcileReport(first);
      expect(differences(first)).toEqual({ open: ['projects-missing'] });
      place.has([container('open', [readOnly, volume('p', `${config}/projects`)])]);
      // Many events are one look; those of our own looks are none.
      put(place.events, `${'{"Action":"exec_start: sh"}\n'.repeat(50)}${'{"Action":"start"}\n'.repeat(50)}`);
      expect(differences(await next())).toEqual({ open: [] });
      expect(place.verbs().filter((verb) => verb === 'inspect')).toHaveLength(2);
    } finally {
      await end();
    }
  });

  it('makes anew once what a new container does not mend', async () => {
    const labels = {
      'com.docker.compose.project': 'app',
      'com.docker.compose.service': 'agent',
      'com.docker.compose.project.working_dir': place.folder,
      'com.docker.compose.project.config_files': place.write('compose.yaml', 'services: {}\n'),
    };
    const vain = container('app-1', [readOnly], { labels });
    place.has([vain]);
    place.has([vain, container('more', [volume('a', config)])], 'after');
    const promised = [{ type: 'volume', source: 'projects', target: `${config}/projects` }];
    put(
      join(place.root, 'compose.json'),
      JSON.stringify({
        services: { agent: { volumes: [{ type: 'volume', source: 'c', target: config }, ...promised] } },
      }),
    );
    const { next, end } = place.watch('--recreate', '--yes', '--no-kubernetes');
    try {
      const first = await next();
      expect(first.results[0].attempt).toMatchObject({ result: 'done' });
      expect(differences(first)).toEqual({ 'app-1': ['projects-missing'], more: [] });
      place.has([vain]);
      put(place.events, '{"Action":"destroy"}\n');
      expect(differences(await next())).toEqual({ 'app-1': ['projects-missing'] });
      expect(readFileSync(place.calls, 'utf8').match(/ up --detach/g)).toHaveLength(1);
    } finally {
      await end();
    }
  });

  it('listens to kubectl too, begins again when it ends, and tries once alone what cannot be mended', async () => {
    const pods = put(join(place.root, 'pods.json'), JSON.stringify(listOf(agentPod())));
    const broken = JSON.stringify(listOf(agentPod({ volumes: { home: { emptyDir: {} } } })));
    const kubectl = place.kubectl(`here=${JSON.stringify(place.root)}
case "$*" in
  *--watch-only*) printf x >>"$here/watches"; [ -s "$here/watches.open" ] || { echo 1 >"$here/watches.open"; exit 0; }; exec tail -f -n +1 "$here/events" ;;
  *) cat "$here/pods.json" ;;
esac`);
    const { next, end } = place.watch('--recreate', '--kubectl-path', kubectl);
    try {
      expect(differences(await next())).toEqual({ 'agents/alice-7c-x/agent': [] });
      put(pods, broken);
      // The first watch has ended by itself; the next one begins with a look.
      const second = await next();
      expect(differences(second)).toEqual({ 'agents/alice-7c-x/agent': ['config-not-kept'] });
      expect(second.results[0].attempt).toMatchObject({ result: 'left' });
      put(pods, JSON.stringify(listOf(agentPod())));
      put(place.events, 'pod/alice-7c-x\n');
      expect(differences(await next())).toEqual({ 'agents/alice-7c-x/agent': [] });
      expect(readFileSync(join(place.root, 'watches'), 'utf8')).toBe('xx');
    } finally {
      await end();
    }
  });
});

describe('--install', () => {
  it('prints a user service, quoted by systemd’s rules, and starts nothing', async () => {
    const env = { ...place.env, PATH: `${process.env.PATH}:/opt/a b%h"$x\n[Service]` };
    const args = [
      'reconcile',
      '--install',
      '--recreate',
      '--namespace',
      'agents',
      '--docker-path',
      '/opt/my docker/100%$d',
    ];
    const { exitCode, stdout } = await place.runWith({ env }, ...args);
    expect(exitCode).toBe(0);
    const value = (key: string) =>
      stdout.split('\n').flatMap((line) => (line.startsWith(`${key}=`) ? line.slice(key.length + 1) : []));
    expect(value('ExecStart').join()).toContain(
      '"reconcile" "--watch" "--recreate" "--docker-path" "/opt/my docker/100%%$$d" "--namespace" "agents"',
    );
    expect(value('Environment').find((each) => each.startsWith('"PATH='))).toMatch(
      /:\/opt\/a b%%h\\"\$x\\x0a\[Service\]"$/,
    );
    expect(stdout.split('\n').filter((line) => line === '[Service]')).toHaveLength(1);
    expect(existsSync(place.calls)).toBe(false);
  });
});
