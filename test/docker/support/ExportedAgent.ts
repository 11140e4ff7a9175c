import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { claudeEnvironment } from '../../harness/claude/claudeEnvironment.ts';
import type { MockApi } from '../../harness/claude/mockApi.ts';
import { answerQuestions } from '../../harness/claude/onboarding.ts';
import { testLabel } from '../../harness/engine/cleanEngine.ts';
import { imageRecipes } from '../../harness/engine/imageRecipes.ts';
import { provideKubectl } from '../../harness/engine/kubectl.ts';
import { type Podman, startPodman } from '../../harness/engine/podman.ts';
import { claudeCodeFolder } from '../../harness/project/devcontainerText.ts';
import { useDocker, useHarness } from '../../harness/start/harness.ts';
import { until } from '../../harness/system/processes.ts';
import { repository } from '../../harness/system/repository.ts';
import { type Finished, run } from '../../harness/system/run.ts';

const home = '/home/vscode';
export const firstPrompt = 'The first prompt: say how many messages there are.';

/** An agent that was exported, with an image of its own in which the real Claude Code is, and what it is to find there. */
export abstract class ExportedAgent {
  readonly folder: string;
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
    const program = join(repository, 'cli/bin/claude-sessions.js');
    await run(process.execPath, [
      program,
      'export',
      this.engine,
      ...words,
      ...secrets,
      ...more,
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
}

export class ComposeAgent extends AgentOfDocker {
  constructor(name: string, api: MockApi) {
    super('compose', name, api);
  }

  async up(slot?: string): Promise<void> {
    const override = join(this.folder, 'override.yaml');
    const service = `    network_mode: host\n    volumes:\n      - ${this.claudeMount}\n`;
    writeFileSync(override, `services:\n  agent:\n${service}`);
    const { engine, dockerConfig } = useHarness();
    const file = join(this.folder, slot ? `compose.${slot}.yaml` : 'compose.yaml');
    const place = { DOCKER_CONFIG: dockerConfig, DOCKER_HOST: engine.host, HOME: this.folder };
    const words = ['compose', '-f', file, '-f', override, 'up', '--detach', '--force-recreate'];
    await run(engine.docker, words, { env: { PATH: process.env.PATH ?? '', ...place }, cwd: this.folder });
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

  get #engine(): Podman {
    if (!this.#podman) throw new Error('Podman has not been started');
    return this.#podman;
  }

  protected async build(recipe: string): Promise<void> {
    const { runDirectory, claude } = useHarness();
    this.#podman = await startPodman(runDirectory, { claude: claude['2.1.329'] });
    const { shared, sharedInside } = this.#engine;
    await this.#engine.run(['import', `${sharedInside}/debian.tar`, 'localhost/debian:1'], {
      timeout: 300_000,
    });
    mkdirSync(join(shared, 'context'));
    const system = 'ENV PATH=/usr/sbin:/usr/bin:/sbin:/bin';
    writeFileSync(
      join(shared, 'Dockerfile'),
      `FROM localhost/debian:1\n${system}\n${imageRecipes.vscode}\n${recipe}`,
    );
    const words = [
      '--network',
      'none',
      '-t',
      this.image,
      '-f',
      `${sharedInside}/Dockerfile`,
      `${sharedInside}/context`,
    ];
    await this.#engine.run(['build', ...words], { timeout: 300_000 });
  }

  async up(slot?: string): Promise<void> {
    const input = await this.#manifests(slot);
    const key = slot ?? '';
    // All but the claims.
    if (this.#up.has(key)) await this.#engine.run(['kube', 'down', '-'], { input });
    this.#up.add(key);
    await this.#engine.run(['kube', 'play', '--network', 'host', '-'], { input, timeout: 300_000 });
  }

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
    return this.#engine.run(['inspect', '--format', '{{.Id}}', this.#nameOf(slot)]);
  }

  async kill(slot?: string): Promise<void> {
    await this.#engine.run(['kill', '--signal', 'KILL', this.#nameOf(slot)]);
  }

  sh(script: string, slot?: string): Promise<Finished> {
    return this.#engine.tryRun(['exec', this.#nameOf(slot), 'sh', '-c', script]);
  }

  async remove(): Promise<void> {
    await this.#podman?.stop();
  }
}
