import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { claudeEnvironment } from '../../harness/claude/claudeEnvironment.ts';
import type { MockApi } from '../../harness/claude/mockApi.ts';
import { answerQuestions } from '../../harness/claude/onboarding.ts';
import { Tmux } from '../../harness/claude/tmux.ts';
import { testLabel } from '../../harness/engine/cleanEngine.ts';
import { cliCommand } from '../../harness/project/cli.ts';
import { claudeCodeFolder } from '../../harness/project/devcontainerText.ts';
import { useDocker, useHarness } from '../../harness/start/harness.ts';
import { cleanEnvironment, giveTo } from '../../harness/system/hostUser.ts';
import { until } from '../../harness/system/processes.ts';
import { run } from '../../harness/system/run.ts';

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

/** Folders of capsules, all of one image with the real Claude Code. */
export class CapsuleLab {
  readonly folder: string;
  readonly image: string;
  readonly #engine: string;
  readonly #runs: CapsuleRun[] = [];

  constructor(
    readonly name: string,
    readonly api: MockApi,
  ) {
    this.folder = join(useHarness().runDirectory, 'tmp', name);
    this.image = `${testLabel}/${name}:base`;
    this.#engine = join(this.folder, 'engine');
  }

  /** @param network what a container is started with to find the mock */
  async make(network: readonly string[], mounts: readonly string[]): Promise<void> {
    const { user, images, engine, claude } = useHarness();
    mkdirSync(this.folder, { recursive: true });
    giveTo(user, this.folder);
    const home = '/home/vscode';
    const state = JSON.stringify(answerQuestions({}, '/workspace'));
    const environment = {
      ...claudeEnvironment(this.api),
      PATH: `${claudeCodeFolder}:/usr/local/bin:/usr/bin:/bin`,
    };
    const dockerfile = [
      `FROM ${images.vscode}`,
      ...Object.entries(environment).map(([key, value]) => `ENV ${key}=${value}`),
      `RUN echo image > ${home}/.tool && printf '%s' '${state}' > ${home}/.claude.json && chown -R vscode:vscode ${home}`,
      'USER vscode',
    ].join('\n');
    await useDocker().run(['build', '--network=none', '-t', this.image, '-'], {
      input: `${dockerfile}\n`,
      timeout: 300_000,
    });
    // What no user says: where the tests' Claude Code lies, and the network of its mock.
    const claudeMount = `${claude['2.1.329']}:${claudeCodeFolder}:ro`;
    const more = [...network, ...[claudeMount, ...mounts].map((each) => `--volume ${each}`)].join(' ');
    writeFileSync(
      this.#engine,
      `#!/bin/sh\ncase "$*" in create*role=agent*) shift && set -- create ${more} "$@" ;; esac\nexec ${engine.docker} -H ${engine.host} "$@"\n`,
    );
    chmodSync(this.#engine, 0o755);
  }

  /** A folder with a Dockerfile; its name is the capsule's. */
  capsule(name: string, dockerfile = `FROM ${this.image}\n`): string {
    const folder = join(this.folder, name);
    mkdirSync(folder);
    giveTo(useHarness().user, folder);
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
    const isRoot = process.getuid?.() === 0;
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

  #command(folder: string, ...words: string[]): string[] {
    return cliCommand('run', folder, '--memory', '1g', '--docker-path', this.#engine, ...words);
  }

  get #environment(): Record<string, string> {
    return { HOME: this.folder, XDG_RUNTIME_DIR: this.folder };
  }

  async says(container: string, script: string): Promise<string> {
    const { code, stdout, stderr } = await useDocker().tryRun(['exec', container, 'sh', '-c', script]);
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
      (await useDocker().tryRun(['exec', container, 'sh', '-c', isThere])).code === 0;
    expect(await until(answered, patience), this.#runs.map(({ said }) => said).join('\n')).toBe(true);
  }

  async remove(): Promise<void> {
    const docker = useDocker();
    for (const { child } of this.#runs) if (child.exitCode === null) child.kill('SIGKILL');
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
