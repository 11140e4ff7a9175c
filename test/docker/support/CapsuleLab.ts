import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shellWord } from '@claude-sessions/core/findings/advice.ts';
import { expect } from 'vitest';
import { claudeEnvironment } from '../../harness/claude/claudeEnvironment.ts';
import type { MockApi } from '../../harness/claude/mockApi.ts';
import { answerQuestions } from '../../harness/claude/onboarding.ts';
import { Tmux } from '../../harness/claude/tmux.ts';
import { testLabel } from '../../harness/engine/cleanEngine.ts';
import type { Podman } from '../../harness/engine/podman.ts';
import { cliCommand } from '../../harness/project/cli.ts';
import { claudeCodeFolder } from '../../harness/project/devcontainerText.ts';
import { useDocker, useHarness } from '../../harness/start/harness.ts';
import { cleanEnvironment, giveTo } from '../../harness/system/hostUser.ts';
import { until } from '../../harness/system/processes.ts';
import { run, tryRun } from '../../harness/system/run.ts';
import { buildPodmanImage } from './podmanImage.ts';

const patience = 60_000;

/** An event that `run --json` prints. */
export interface CapsuleEvent {
  readonly event: string;
  readonly message: string;
  readonly [detail: string]: unknown;
}

/** A run of a capsule, by the host's user, as a program sees it. */
export class CapsuleRun {
  readonly events: CapsuleEvent[] = [];
  said = '';
  readonly ended: Promise<number | null>;

  constructor(readonly child: ChildProcess) {
    let rest = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      this.events.push(...lines.filter(Boolean).map((line) => JSON.parse(line)));
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.said += text;
    });
    this.ended = new Promise((resolve) => child.on('close', (code) => resolve(code)));
  }

  /** Until an event came that often. */
  async until(name: string, times = 1): Promise<CapsuleEvent> {
    const found = () => this.events.filter(({ event }) => event === name);
    await until(() => found().length >= times || this.child.exitCode !== null, patience);
    expect(found().length, `${name}: ${JSON.stringify(this.events)}\n${this.said}`).toBeGreaterThanOrEqual(
      times,
    );
    return found()[times - 1] as CapsuleEvent;
  }

  /** What Ctrl-C does: to all that a terminal has started. */
  interrupt(): void {
    process.kill(-(this.child.pid ?? 0), 'SIGINT');
  }
}

interface ReconciledCapsule {
  readonly state: string;
  readonly differences: readonly { readonly code: string; readonly path: string }[];
  readonly attempt: { readonly result: string; readonly what: string } | null;
  readonly line: readonly string[];
}

/** Folders of capsules, all of one image with the real Claude Code. */
export class CapsuleLab {
  readonly folder: string;
  readonly image: string;
  readonly #engine: string;
  readonly #runs: CapsuleRun[] = [];

  /** @param podman the engine; the tests' Docker unless it is given */
  constructor(
    readonly name: string,
    readonly api: MockApi,
    readonly podman?: Podman,
  ) {
    this.folder = CapsuleLab.folderOf(name);
    this.image = podman ? `localhost/${name}:base` : `${testLabel}/${name}:base`;
    this.#engine = join(this.folder, 'engine');
  }

  static folderOf(name: string): string {
    return join(useHarness().runDirectory, 'tmp', name);
  }

  get #host(): Pick<Podman, 'run' | 'tryRun'> {
    return this.podman ?? useDocker();
  }

  /** As long as this file is there: the next capsule that is made is refused by the engine. */
  get refuseNext(): string {
    return join(this.folder, 'refuse');
  }

  /** @param network what a container is started with to find the mock */
  async make(network: readonly string[], mounts: readonly string[]): Promise<void> {
    const { user, images, engine, claude } = useHarness();
    mkdirSync(this.folder, { recursive: true });
    if (!this.podman) giveTo(user, this.folder);
    const home = '/home/vscode';
    const state = JSON.stringify(answerQuestions({}, '/workspace'));
    const environment = {
      ...claudeEnvironment(this.api),
      PATH: `${claudeCodeFolder}:/usr/local/bin:/usr/bin:/bin`,
    };
    const recipe = [
      ...Object.entries(environment).map(([key, value]) => `ENV ${key}=${value}`),
      `RUN echo image > ${home}/.tool && printf '%s' '${state}' > ${home}/.claude.json && chown -R vscode:vscode ${home}`,
      'USER vscode',
    ].join('\n');
    if (this.podman) await buildPodmanImage(this.podman, this.image, `${recipe}\n`);
    else {
      const input = `FROM ${images.vscode}\n${recipe}\n`;
      await useDocker().run(['build', '--network=none', '-t', this.image, '-'], { input, timeout: 300_000 });
    }
    // What no user says: where the tests' Claude Code lies, and the network of its mock.
    const claudeMount = `${this.podman ? '/mnt/claude' : claude['2.1.329']}:${claudeCodeFolder}:ro`;
    const more = [...network, ...[claudeMount, ...mounts].map((each) => `--volume ${each}`)].join(' ');
    const call = this.podman?.command.map(shellWord).join(' ') ?? `${engine.docker} -H ${engine.host}`;
    writeFileSync(
      this.#engine,
      `#!/bin/sh\ncase "$*" in create*role=agent*) rm '${this.refuseNext}' 2>/dev/null && exit 1; shift && set -- create ${more} "$@" ;; esac\nexec ${call} "$@"\n`,
    );
    chmodSync(this.#engine, 0o755);
  }

  /** A folder with a Dockerfile; its name is the capsule's. */
  capsule(name: string, dockerfile = `FROM ${this.image}\n`): string {
    const folder = join(this.folder, name);
    mkdirSync(folder);
    if (!this.podman) giveTo(useHarness().user, folder);
    this.put(folder, 'Dockerfile', dockerfile);
    return folder;
  }

  put(folder: string, name: string, text: string): void {
    writeFileSync(join(folder, name), text);
    giveTo(useHarness().user, join(folder, name));
  }

  run(folder: string, ...words: string[]): CapsuleRun {
    const { user } = useHarness();
    const [node = '', ...args] = this.#command(folder, '--json', ...words);
    // Podman's namespace is entered by root.
    const isRoot = process.getuid?.() === 0 && !this.podman;
    const child = spawn(node, args, {
      cwd: this.folder,
      env: { ...cleanEnvironment(user), ...this.#environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      ...(isRoot && { uid: user.uid, gid: user.gid }),
    });
    const started = new CapsuleRun(child);
    this.#runs.push(started);
    return started;
  }

  /** A run on a terminal. */
  runInTerminal(folder: string, ...words: string[]): Promise<Tmux> {
    return Tmux.start(this.#command(folder, ...words), { cwd: this.folder, env: this.#environment });
  }

  /** What `reconcile` says of a capsule. */
  async reconcile(name: string, ...options: string[]): Promise<ReconciledCapsule> {
    const { user } = useHarness();
    const words = ['--json', '--no-kubernetes', '--docker-path', this.#engine, ...options];
    const [node = '', ...args] = cliCommand('reconcile', ...words);
    const who = process.getuid?.() === 0 ? { uid: user.uid, gid: user.gid } : {};
    const env = { ...cleanEnvironment(user), ...this.#environment };
    const { stdout, stderr } = await tryRun(node, args, { env, ...who });
    const found = JSON.parse(stdout || '{"results":[]}').results.find(
      (each: { name: string }) => each.name === name,
    );
    expect(found, stderr).toBeDefined();
    return found;
  }

  /** The capsule's container replaced by one that says the same of itself, and lacks its folder. */
  async loseWorkspace(name: string): Promise<void> {
    const docker = useDocker();
    const labels = JSON.parse(await docker.run(['inspect', '--format', '{{json .Config.Labels}}', name]));
    const image = (await docker.run(['inspect', '--format', '{{.Image}}', name])).trim();
    const words = Object.entries(labels).flatMap(([label, value]) => ['--label', `${label}=${value}`]);
    await docker.run(['rm', '-f', name]);
    const volume = ['--volume', `${name}-home:/home/vscode`];
    await docker.run(['create', '--name', name, ...words, ...volume, image, 'true']);
  }

  #command(folder: string, ...words: string[]): string[] {
    return cliCommand('run', folder, '--memory', '1g', '--docker-path', this.#engine, ...words);
  }

  get #environment(): Record<string, string> {
    return { HOME: this.folder, XDG_RUNTIME_DIR: this.folder, ...(this.podman && { TMPDIR: this.folder }) };
  }

  async says(container: string, script: string): Promise<string> {
    const { code, stdout, stderr } = await this.#host.tryRun(['exec', container, 'sh', '-c', script]);
    expect([script, code, stderr]).toEqual([script, 0, '']);
    return stdout.trim();
  }

  /** A prompt of a user's in the conversation that there is. */
  async goOn(container: string): Promise<{ id: string; text: string }> {
    const answer = await this.says(
      container,
      "claude -p --continue 'and now?' --output-format json </dev/null",
    );
    const { session_id: id, result: text } = JSON.parse(answer);
    return { id, text };
  }

  async untilAnswered(container: string): Promise<void> {
    const isThere = `grep -q '"type":"assistant"' ~/.claude/projects/*/"$CLAUDE_STATE_CONVERSATION".jsonl`;
    const answered = async () =>
      (await this.#host.tryRun(['exec', container, 'sh', '-c', isThere])).code === 0;
    expect(await until(answered, patience), this.#runs.map(({ said }) => said).join('\n')).toBe(true);
  }

  async remove(): Promise<void> {
    const docker = useDocker();
    for (const { child } of this.#runs) if (child.exitCode === null) child.kill('SIGKILL');
    if (this.podman) return this.podman.stop();
    const label = 'label=claude-sessions.capsule.folder';
    const containers = await docker.lines(['ps', '-aq', '--filter', label]);
    if (containers.length > 0) await docker.tryRun(['rm', '-f', '-v', ...containers]);
    const volumes = await docker.lines(['volume', 'ls', '-q', '--filter', label]);
    if (volumes.length > 0) await docker.tryRun(['volume', 'rm', '-f', ...volumes]);
    const images = await docker.lines(['images', '-q', 'claude-sessions-capsule/*']);
    await docker.tryRun(['rmi', '-f', ...images, this.image]);
  }
}

/** A commit of all that is in the folder, by the host's user. */
export async function commit(folder: string, message: string): Promise<void> {
  const { user } = useHarness();
  const who = process.getuid?.() === 0 ? { uid: user.uid, gid: user.gid } : {};
  const git = (...args: string[]) =>
    run('git', ['-C', folder, '-c', 'user.name=x', '-c', 'user.email=x@x', ...args], {
      ...who,
      env: { ...cleanEnvironment(user), HOME: folder },
    });
  await git('init', '-q', '-b', 'main');
  await git('add', '.');
  await git('commit', '-q', '-m', message);
}
