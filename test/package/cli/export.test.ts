import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { provideKubectl } from '../../harness/engine/kubectl.ts';
import { put } from '../../harness/place/Place.ts';
import { run as runProgram } from '../../harness/system/run.ts';
import { CliPlace, runWarm, snapshot } from './place.ts';

runWarm();

let place: CliPlace;
const least = [
  '--name',
  'alice',
  '--image',
  'ghcr.io/example/agent:1.4',
  '--user',
  '1000:1000',
  '--home',
  '/home/agent',
];
const run = (...args: string[]) => place.run('export', ...args);
const at = (...path: string[]) => join(place.folder, ...path);
const read = (...path: string[]) => readFileSync(at(...path), 'utf8');

beforeEach(() => {
  place = new CliPlace();
});

describe('export writes a folder', () => {
  it.each(['kubernetes', 'compose', 'docker'])('%s: whole, and the same again', async (engine) => {
    const first = await run(engine, ...least);
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toMatch(/^new +alice\//m);
    expect(first.stdout).toMatch(/^Next: (`kubectl apply -k alice\/claims|run )/m);
    const program = engine === 'kubernetes' ? 'base/claude-state' : 'program/claude-state';
    expect(read('alice', program)).toMatch(/^#!\/bin\/sh\n[\s\S]*\nmain "\$@"\n$/);
    expect(statSync(at('alice', program)).mode & 0o777).toBe(0o755);
    const before = snapshot(place.folder);
    const again = await run(engine, ...least);
    expect(again.stdout).not.toMatch(/^(new|changed|removed)/m);
    expect(snapshot(place.folder)).toEqual(before);
  });

  it('from a file, before which options go', async () => {
    const text = 'name: bob\nimage: agent:1\nuser: 1000:1000\nhome: /home/agent\nslots: [red]\n';
    put(at('agent.yaml'), text);
    await run(
      'compose',
      '--from',
      'agent.yaml',
      '--out',
      'deploy',
      '--image',
      'agent:2',
      '--repository',
      'https://a/x#fix-#7',
    );
    expect(readdirSync(at('deploy')).sort()).toEqual([
      '.claude-sessions-export.json',
      '.gitignore',
      'compose.red.yaml',
      'compose.yaml',
      'program',
    ]);
    expect(read('deploy/compose.yaml')).toContain('image: agent:2');
    expect(read('deploy/compose.yaml')).toContain('- x https://a/x fix-#7');
  });

  it('with --dry-run nothing, and as JSON what it would be', async () => {
    const before = snapshot(place.folder);
    const { stdout, exitCode } = await run('kubernetes', ...least, '--dry-run', '--json');
    expect([exitCode, snapshot(place.folder)]).toEqual([0, before]);
    const { folder, written, files } = JSON.parse(stdout);
    expect({ folder, written }).toEqual({ folder: 'alice', written: false });
    expect(files).toContainEqual({ path: 'base/agent.yaml', change: 'new' });
  });

  it('over no file that somebody changed, or had there before, without --force', async () => {
    put(at('alice/base/agent.yaml'), 'mine');
    const refused = await run('kubernetes', ...least);
    expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('alice/base/agent.yaml')]);
    expect(readdirSync(at('alice/base'))).toEqual(['agent.yaml']);
    expect((await run('kubernetes', ...least, '--force')).exitCode).toBe(0);
    put(at('alice/base/kustomization.yaml'), `${read('alice/base/kustomization.yaml')}namespace: mine\n`);
    const before = snapshot(place.folder);
    const again = await run('kubernetes', ...least, '--memory', '8Gi');
    expect([again.exitCode, again.stderr]).toEqual([
      1,
      expect.stringContaining('alice/base/kustomization.yaml since'),
    ]);
    expect(snapshot(place.folder)).toEqual(before);
  });

  it('what it writes no more goes, unless somebody changed it; a link is not written through', async () => {
    await run('compose', ...least);
    put(at('alice/compose.green.yaml'), 'mine');
    const { stdout } = await run('compose', ...least, '--slot', 'red');
    expect(stdout).toMatch(/^removed +alice\/compose\.blue\.yaml$/m);
    expect(
      readdirSync(at('alice'))
        .filter((name) => name.startsWith('compose'))
        .sort(),
    ).toEqual(['compose.green.yaml', 'compose.red.yaml', 'compose.yaml']);
    rmSync(at('alice/program'), { recursive: true });
    symlinkSync(place.home, at('alice/program'));
    const before = snapshot(place.folder);
    const linked = await run('compose', ...least, '--slot', 'red', '--memory', '8Gi');
    expect([linked.exitCode, linked.stderr]).toEqual([1, expect.stringContaining('leads out')]);
    expect(readdirSync(place.home)).not.toContain('claude-state');
    expect(snapshot(place.folder)).toEqual(before);
  });

  it('removes nothing by a link that came with the folder', async () => {
    put(join(place.home, '.profile'), 'mine\n');
    symlinkSync(place.home, at('out'));
    mkdirSync(at('alice'));
    symlinkSync('../out', at('alice/x'));
    const hash = createHash('sha256').update('mine\n').digest('hex');
    put(at('alice/.claude-sessions-export.json'), JSON.stringify({ compose: { 'x/.profile': hash } }));
    const { exitCode, stdout } = await run('compose', ...least);
    expect([exitCode, stdout]).toEqual([0, expect.not.stringContaining('removed')]);
    expect(readFileSync(join(place.home, '.profile'), 'utf8')).toBe('mine\n');
  });

  it('what was written for another engine stays', async () => {
    await run('kubernetes', ...least);
    const { stdout } = await run('compose', ...least);
    expect(stdout).not.toContain('removed');
    await run('compose', ...least, '--slot', 'red');
    expect(readdirSync(at('alice')).sort()).toEqual(
      expect.arrayContaining(['base', 'claims', 'compose.red.yaml', 'overlays']),
    );
    expect(existsSync(at('alice/compose.blue.yaml'))).toBe(false);
  });

  it('says what is wrong with a description, by line or option', async () => {
    const wrong = await run(
      'docker',
      '--name',
      'Alice',
      '--image',
      'agent',
      '--user',
      'me',
      '--home',
      '/root',
    );
    expect(wrong.exitCode).toBe(2);
    for (const option of ['--name', '--image', '--user', '--home'])
      expect(wrong.stderr).toContain(`${option} must be`);
    expect((await run('docker', '--name', 'alice')).stderr).toContain(
      '--image is missing. --user is missing. ',
    );
    put(at('agent.yaml'), 'name: alice\nimage: agent\nusr: 1\n');
    const inFile = await run('kubernetes', '--from', 'agent.yaml');
    expect(inFile.exitCode).toBe(2);
    for (const line of [
      'agent.yaml:2: image must',
      'agent.yaml:3: usr is not a member',
      'agent.yaml:1: home is missing',
    ])
      expect(inFile.stderr).toContain(line);
    expect((await run('compose', ...least, '--restricted')).exitCode).toBe(2);
    const from = await run('compose', ...least, '--login-from', 'secret');
    expect([from.exitCode, from.stderr]).toEqual([2, expect.stringContaining('--login-from goes with')]);
    expect((await run()).exitCode).toBe(2);
  });
});

describe('export --check', () => {
  it('finds nothing in what was written, and what is wrong after that', async () => {
    await run('kubernetes', ...least, '--out', 'deploy');
    const good = await run('--check', 'deploy');
    expect([good.exitCode, good.stdout]).toEqual([0, expect.stringContaining('as they are meant')]);
    put(
      at('deploy/base/agent.yaml'),
      read('deploy/base/agent.yaml').replace('defaultMode: 365', 'defaultMode: 0555'),
    );
    const bad = await run('--check', 'deploy');
    expect(bad.exitCode).toBe(1);
    expect(bad.stdout).toMatch(
      /^error: .*\[wrong-mode\]\n {2}at: deploy\/base\/agent\.yaml:\d+\n {2}to do: Write the decimal number, 365\.$/m,
    );
    const { findings } = JSON.parse((await run('--check', 'deploy/base/agent.yaml', '--json')).stdout);
    expect(findings).toEqual([
      {
        code: 'wrong-mode',
        file: 'deploy/base/agent.yaml',
        line: expect.any(Number),
        message: expect.any(String),
        todo: expect.any(String),
      },
    ]);
    expect((await run('--check', 'deploy/claims')).exitCode).toBe(0);
  });

  it('takes the current directory, and says where there is nothing', async () => {
    put(at('compose.yaml'), 'services:\n  app:\n    image: app\n    mem_limit: 1g\n');
    const { exitCode, stdout } = await run('--check');
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining('compose.yaml:3')]);
    expect((await run('--check', 'gone')).exitCode).toBe(2);
    put(at('bad.yaml'), 'a: [1\n');
    expect((await run('--check', 'bad.yaml')).stdout).toContain('1 finding in 1 file.');
    put(at('other/x.yaml'), 'a: 1\n');
    expect((await run('--check', 'other')).exitCode).toBe(2);
    for (let count = 0; count < 501; count++) put(at(`many/${count}.yaml`), 'a: 1\n');
    const many = await run('--check', 'many');
    expect([many.exitCode, many.stderr]).toEqual([2, expect.stringContaining('more than 500 YAML files')]);
  });
});

if (process.platform === 'linux' && process.arch === 'x64') {
  describe('kubectl kustomize takes what is written', () => {
    interface Manifest {
      kind: string;
      metadata: { name: string; labels: Record<string, string>; annotations?: Record<string, string> };
      // biome-ignore lint/suspicious/noExplicitAny: objects of Kubernetes
      spec: any;
    }

    async function kustomize(folder: string): Promise<Manifest[]> {
      const text = await runProgram(await provideKubectl(), ['kustomize', at(folder)]);
      return parseAllDocuments(text, { version: '1.1' }).map((each) => each.toJS() as Manifest);
    }

    const claimsOf = ({ volumes }: { volumes: { persistentVolumeClaim?: { claimName: string } }[] }) =>
      volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);

    it.each([
      ['deployment', 'Deployment', 'template'],
      ['sandbox', 'Sandbox', 'podTemplate'],
    ])('as %s: base, overlays and claims', async (as, kind, template) => {
      await run('kubernetes', ...least, '--as', as);
      const conversations = new Set<string>();
      for (const [folder, suffix] of [
        ['base', ''],
        ['overlays/blue', '-blue'],
        ['overlays/green', '-green'],
      ] as const) {
        const objects = await kustomize(`alice/${folder}`);
        expect(objects.map((each) => each.kind).sort()).toEqual(['ConfigMap', kind].sort());
        const configMap = objects.find((each) => each.kind === 'ConfigMap');
        const agent = objects.find((each) => each.kind === kind);
        const pod = agent?.spec[template].spec;
        expect(agent?.metadata.name).toBe(`alice${suffix}`);
        expect(configMap?.metadata.name).toMatch(new RegExp(`^alice-claude-state${suffix}-[a-z0-9]+$`));
        expect(pod.volumes[2].configMap.name).toBe(configMap?.metadata.name);
        expect(claimsOf(pod)).toEqual([`alice-home${suffix}`, `alice-projects${suffix}`]);
        const labels = {
          'app.kubernetes.io/instance': `alice${suffix}`,
          'app.kubernetes.io/name': 'claude-agent',
        };
        expect(agent?.spec[template].metadata.labels).toEqual(labels);
        if (kind === 'Deployment') expect(agent?.spec.selector.matchLabels).toEqual(labels);
        conversations.add(pod.containers[0].env[0].value);
        const claims = await kustomize(suffix === '' ? 'alice/claims' : `alice/${folder}/claims`);
        expect(claims.map(({ metadata }) => metadata.name).sort()).toEqual([
          `alice-home${suffix}`,
          `alice-projects${suffix}`,
        ]);
        for (const { metadata } of claims) {
          expect(metadata.annotations).toMatchObject({
            'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
            'helm.sh/resource-policy': 'keep',
            'kustomize.toolkit.fluxcd.io/prune': 'disabled',
          });
        }
      }
      expect(conversations.size).toBe(3);
    });
  });
}
