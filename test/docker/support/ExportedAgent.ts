import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { claudeEnvironment } from '../../harness/claude/claudeEnvironment.ts';
import type { MockApi } from '../../harness/claude/mockApi.ts';
import { answerQuestions } from '../../harness/claude/onboarding.ts';
import { testLabel } from '../../harness/engine/cleanEngine.ts';
import { provideKubectl } from '../../harness/engine/kubectl.ts';
import { type Podman, startPodman } from '../../harness/engine/podman.ts';
import { claudeCodeFolder } from '../../harness/project/devcontainerText.ts';
import { useDocker, useHarness } from '../../harness/start/harness.ts';
import { until } from '../../harness/system/processes.ts';
import { repository } from '../../harness/system/repository.ts';
import { type Finished, run, tryRun } from '../../harness/system/run.ts';
import { buildPodmanImage } from './podmanImage.ts';

const home = '/home/vscode';
const program = join(repository, 'cli/bin/claude-sessions.js');
export const firstPrompt = 'The first prompt: say how many messages there are.';

/** An agent that was exported, with an image of its own in which the real Claude Code is, and what it is to find there. */
export abstract class ExportedAgent {
  readonly folder: string;
  /** More of `export`. */
  protected readonly options: readonly string[] = [];
  protected secret = { key: 'KEY 1', env: 'TOKEN=1' };

  constructor(
    readonly engine: 'docker' | 'compose' | 'kubernetes',
    readonly name: string,
    readonly api: MockApi,
  ) {
    this.folder = join(useHarness().runDirectory, 'tmp', name);
  }

  /** Brings a slot up, or the agent without one; the second time its container is deleted and made anew. */
  abstract up(slot?: string): Promise<void>;
  /** The id of the agent's container. */
  abstract container(slot?: string): Promise<string>;
  abstract kill(slot?: string): Promise<void>;
  /** In the agent's container, as its user. */
  abstract sh(script: string, slot?: string): Promise<Finished>;
  abstract remove(): Promise<void>;
  protected abstract build(recipe: string): Promise<void>;
  protected abstract readonly image: string;

  /** Builds the image, and exports as a user does. */
  async make(): Promise<void> {
    const state = JSON.stringify(answerQuestions({}, `${home}/projects`));
    const path = `${claudeCodeFolder}:/usr/local/bin:/usr/bin:/bin`;
    const environment = Object.entries({ ...claudeEnvironment(this.api), PATH: path });
    const recipe = [
      ...environment.map(([key, value]) => `ENV ${key}=${value}`),
      `RUN mkdir -p ${home}/.config && echo image > ${home}/.config/tool && printf '%s' '${state}' > ${home}/.claude.json \\`,
      ' && git init -q -b main /srv/app && git -C /srv/app -c user.name=x -c user.email=x@x commit -q --allow-empty -m one \\',
      ` && chown -R vscode:vscode ${home} /srv/app`,
      'USER vscode',
    ].join('\n');
    await this.build(`${recipe}\n`);
    mkdirSync(this.folder, { recursive: true });
    const words = ['--name', this.name, '--image', this.image, '--user', '1000:1000', '--home', home];
    const secrets = ['--ssh', 'ssh-files:id_ed25519,known_hosts', '--env', 'variables', '--memory', '2Gi'];
    const more = [
      '--repository',
      'file:///srv/app#main',
      '--repository',
      'file:///srv/gone',
      '--prompt',
      firstPrompt,
    ];
    await run(process.execPath, [
      program,
      'export',
      this.engine,
      ...words,
      ...secrets,
      ...more,
      ...this.options,
      '--out',
      this.folder,
    ]);
    this.change({});
  }

  /** Changes secrets at their source. */
  change(secret: Partial<ExportedAgent['secret']>): void {
    this.secret = { ...this.secret, ...secret };
  }

  async says(script: string, slot?: string): Promise<string> {
    const { code, stdout, stderr } = await this.sh(script, slot);
    expect([script, code, stderr]).toEqual([script, 0, '']);
    return stdout.trim();
  }

  /** A prompt of a user's in the conversation that there is. */
  async goOn(slot?: string): Promise<{ id: string; text: string }> {
    const words = "claude -p --continue 'and now?' --output-format json";
    const answer = JSON.parse(await this.says(`cd ~/projects && ${words} </dev/null`, slot));
    return { id: answer.session_id, text: answer.result };
  }

  /** How often the first prompt was sent as what is to be answered. */
  get begun(): number {
    const isPrompt = ({ messages }: MockApi['requests'][number]) =>
      JSON.stringify(messages.findLast(({ role }) => role === 'user') ?? '').includes(firstPrompt);
    return this.api.requests.filter((each) => each.tools?.length && isPrompt(each)).length;
  }

  async untilBegun(count: number): Promise<void> {
    await until(() => this.begun >= count, 60_000);
  }

  /** Until what the conversation has is on the disk. */
  async untilAnswered(slot?: string): Promise<void> {
    const isThere = `grep -q '"type":"assistant"' ~/.claude/projects/*/"$CLAUDE_STATE_CONVERSATION".jsonl`;
    await until(async () => (await this.sh(isThere, slot)).code === 0, 60_000);
  }

  /** How Claude Code was started in the container that is there now; the pattern does not match itself. */
  async started(slot?: string): Promise<string[]> {
    const words = `cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' | grep -x -A 3 -e "--resum[e]" -e "--session-i[d]"`;
    await until(async () => (await this.sh(words, slot)).code === 0, 60_000);
    return (await this.sh(words, slot)).stdout.split('\n').filter(Boolean);
  }
}

/** What `reconcile` says of it. */
interface Reconciled {
  readonly differences: readonly { readonly code: string; readonly path: string }[];
  readonly attempt: { readonly result: string; readonly what: string } | null;
  readonly line: readonly string[];
  readonly stderr: string;
}

/** On the tests' Docker engine. */
abstract class AgentOfDocker extends ExportedAgent {
  protected abstract nameOf(slot?: string): string;

  protected get image(): string {
    return `${testLabel}/${this.name}:1`;
  }

  protected async build(recipe: string): Promise<void> {
    const input = `FROM ${useHarness().images.vscode}\n${recipe}`;
    await useDocker().run(['build', '--network=none', '-t', this.image, '-'], { input, timeout: 300_000 });
  }

  /** What `reconcile` is run with to find it, and to have it made anew. */
  protected abstract readonly toReconcile: { readonly engine: string; readonly env: Record<string, string> };

  /** Its container replaced by one that says the same of itself, and lacks the projects. */
  async loseProjects(): Promise<void> {
    const name = this.nameOf();
    const labels = JSON.parse(
      await useDocker().run(['inspect', '--format', '{{json .Config.Labels}}', name]),
    );
    const words = Object.entries(labels).flatMap(([label, value]) => ['--label', `${label}=${value}`]);
    const env = ['--env', `HOME=${home}`, '--env', `CLAUDE_CONFIG_DIR=${home}/.claude`];
    const volume = ['--volume', `${this.name}-home:${home}`, '--network', 'host'];
    await useDocker().run(['rm', '-f', name]);
    await useDocker().run(['create', '--name', name, ...words, ...env, ...volume, this.image, 'true']);
  }

  async reconcile(...options: string[]): Promise<Reconciled> {
    const { engine, env } = this.toReconcile;
    const words = ['reconcile', '--json', '--no-kubernetes', '--docker-path', engine, ...options];
    const whole = { PATH: process.env.PATH ?? '', HOME: this.folder, ...env };
    const { stdout, stderr } = await tryRun(process.execPath, [program, ...words], { env: whole });
    const { results } = JSON.parse(stdout || '{"results":[]}');
    const found = results.find(({ name }: { name: string }) => name === this.nameOf());
    expect(found, stderr).toBeDefined();
    return { ...found, stderr };
  }

  /** As they lie where they are made: files of root's, for root alone. */
  override change(secret: Partial<ExportedAgent['secret']>): void {
    super.change(secret);
    const put = (path: string, text: string) => {
      const file = join(this.folder, 'secrets', path);
      mkdirSync(join(file, '..'), { recursive: true });
      rmSync(file, { force: true });
      writeFileSync(file, `${text}\n`, { mode: 0o400 });
    };
    put('ssh-files/id_ed25519', this.secret.key);
    put('ssh-files/known_hosts', 'host ssh-ed25519 AAAA');
    put('variables/.env', this.secret.env);
  }

  container(slot?: string): Promise<string> {
    return useDocker().run(['inspect', '--format', '{{.Id}}', this.nameOf(slot)]);
  }

  async kill(slot?: string): Promise<void> {
    await useDocker().run(['kill', '--signal', 'KILL', this.nameOf(slot)]);
  }

  sh(script: string, slot?: string): Promise<Finished> {
    return useDocker().tryRun(['exec', this.nameOf(slot), 'sh', '-c', script]);
  }

  async remove(): Promise<void> {
    const docker = useDocker();
    const containers = await docker.lines(['ps', '-aq', '--filter', `name=${this.name}`]);
    if (containers.length > 0) await docker.tryRun(['rm', '-f', '-v', ...containers]);
    const volumes = await docker.lines(['volume', 'ls', '-q', '--filter', `name=${this.name}`]);
    if (volumes.length > 0) await docker.tryRun(['volume', 'rm', '-f', ...volumes]);
    await docker.tryRun(['rmi', '-f', this.image]);
  }

  /** What no export says: where the tests' Claude Code lies, and the network of its mock. */
  protected get claudeMount(): string {
    return `${useHarness().claude['2.1.329']}:${claudeCodeFolder}:ro`;
  }
}

/** By the script that is exported. */
export class DockerAgent extends AgentOfDocker {
  constructor(name: string, api: MockApi) {
    super('docker', name, api);
  }

  async up(slot?: string): Promise<void> {
    const { host, docker } = useHarness().engine;
    const engine = join(this.folder, 'engine');
    const more = `--network host --volume ${this.claudeMount}`;
    const lines = [
      '#!/bin/sh',
      `case "$*" in 'run '*--detach*) shift && set -- run ${more} "$@" ;; esac`,
      `exec ${docker} -H ${host} "$@"`,
    ];
    writeFileSync(engine, `${lines.join('\n')}\n`, { mode: 0o755 });
    const env = { PATH: process.env.PATH ?? '', ENGINE: engine };
    await run(join(this.folder, 'agent.sh'), slot ? ['--slot', slot] : [], { env });
  }

  protected nameOf(slot?: string): string {
    return slot ? `${this.name}-${slot}` : this.name;
  }

  protected get toReconcile() {
    return { engine: join(this.folder, 'engine'), env: {} };
  }
}

export class ComposeAgent extends AgentOfDocker {
  constructor(name: string, api: MockApi) {
    super('compose', name, api);
  }

  async up(slot?: string): Promise<void> {
    const override = join(this.folder, 'override.yaml');
    const service = `    network_mode: host\n    volumes:\n      - ${this.claudeMount}\n`;
    writeFileSync(override, `services:\n  agent:\n${service}`);
    const { engine } = useHarness();
    const file = join(this.folder, slot ? `compose.${slot}.yaml` : 'compose.yaml');
    const words = ['compose', '-f', file, '-f', override, 'up', '--detach', '--force-recreate'];
    await run(engine.docker, words, {
      env: { PATH: process.env.PATH ?? '', HOME: this.folder, ...this.toReconcile.env },
      cwd: this.folder,
    });
  }

  protected get toReconcile() {
    const { engine, dockerConfig } = useHarness();
    return { engine: engine.docker, env: { DOCKER_CONFIG: dockerConfig, DOCKER_HOST: engine.host } };
  }

  protected nameOf(slot?: string): string {
    return `${slot ? `${this.name}-${slot}` : this.name}-agent-1`;
  }
}

/** What is exported for Kubernetes, run by Podman. */
export class KubernetesAgent extends ExportedAgent {
  #podman: Podman | undefined;
  readonly #up = new Set<string>();

  constructor(name: string, api: MockApi) {
    super('kubernetes', name, api);
  }

  protected get image(): string {
    return `localhost/${this.name}:1`;
  }

  protected get podman(): Podman {
    if (!this.#podman) throw new Error('Podman has not been started');
    return this.#podman;
  }

  protected async build(recipe: string): Promise<void> {
    const { runDirectory, claude } = useHarness();
    this.#podman = await startPodman(runDirectory, { claude: claude['2.1.329'] });
    await buildPodmanImage(this.podman, this.image, recipe);
  }

  async up(slot?: string): Promise<void> {
    await this.prepare(slot);
    const input = await this.#manifests(slot);
    const key = slot ?? '';
    // All but the claims.
    if (this.#up.has(key)) await this.podman.run(['kube', 'down', '-'], { input });
    this.#up.add(key);
    await this.podman.run(['kube', 'play', '--network', 'host', '-'], { input, timeout: 300_000 });
  }

  /** What a cluster does that Podman does not: to volumes, and to a pod. */
  protected async prepare(_slot?: string): Promise<void> {}
  protected adapt(_pod: PodSpec): void {}

  /** As `kubectl apply -k` would send them, with the secrets, and where the tests' Claude Code lies. */
  async #manifests(slot?: string): Promise<string> {
    const kubectl = await provideKubectl();
    const at = slot ? `overlays/${slot}` : '';
    const folders = slot ? [at, `${at}/claims`] : ['base', 'claims'];
    const texts: string[] = [];
    for (const folder of folders) texts.push(await run(kubectl, ['kustomize', join(this.folder, folder)]));
    const objects = texts.flatMap((text) =>
      parseAllDocuments(text, { version: '1.1' }).map((each) => each.toJS()),
    );
    const pod = objects.find(({ kind }) => kind === 'Deployment').spec.template.spec;
    this.adapt(pod);
    pod.volumes.push({ name: 'claude', hostPath: { path: '/mnt/claude' } });
    pod.containers[0].volumeMounts.push({ name: 'claude', mountPath: claudeCodeFolder, readOnly: true });
    const { key, env } = this.secret;
    const secret = (name: string, stringData: Record<string, string>) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name },
      stringData,
    });
    const secrets = [
      secret('ssh-files', { id_ed25519: `${key}\n`, known_hosts: 'host ssh-ed25519 AAAA\n' }),
      secret('variables', { '.env': `${env}\n` }),
    ];
    return [...secrets, ...objects].map((each) => stringify(each, { version: '1.1' })).join('---\n');
  }

  #nameOf(slot?: string): string {
    return `${slot ? `${this.name}-${slot}` : this.name}-pod-agent`;
  }

  container(slot?: string): Promise<string> {
    return this.podman.run(['inspect', '--format', '{{.Id}}', this.#nameOf(slot)]);
  }

  async kill(slot?: string): Promise<void> {
    await this.podman.run(['kill', '--signal', 'KILL', this.#nameOf(slot)]);
  }

  sh(script: string, slot?: string): Promise<Finished> {
    return this.podman.tryRun(['exec', this.#nameOf(slot), 'sh', '-c', script]);
  }

  async remove(): Promise<void> {
    await this.#podman?.stop();
  }
}

interface PodSpec {
  readonly volumes: { readonly secret?: { defaultMode: number } }[];
}

/** For clusters that take no containers of root. */
export class RestrictedAgent extends KubernetesAgent {
  protected override readonly options = ['--restricted'];

  /** Of `fsGroup` Podman does nothing: the group that volumes and secrets get by it. */
  protected override async prepare(slot?: string): Promise<void> {
    const name = slot ? `-${slot}` : '';
    const script = 'chgrp 1000 /home-volume /projects-volume && chmod g+rwxs /home-volume /projects-volume';
    const volumes = ['home', 'projects'].flatMap((what) => [
      '--volume',
      `${this.name}-${what}${name}:/${what}-volume`,
    ]);
    const words = ['run', '--rm', '--network', 'none', '--user', '0:0', ...volumes, this.image];
    await this.podman.run([...words, 'sh', '-c', script]);
  }

  protected override adapt({ volumes }: PodSpec): void {
    for (const { secret } of volumes) if (secret) secret.defaultMode = 0o444;
  }
}
