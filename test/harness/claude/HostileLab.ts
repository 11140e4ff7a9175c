import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { claudeSessions } from '../project/cli.ts';
import { type UpResult, up } from '../project/devcontainer.ts';
import { makeFolder, makeProject, type Project, writeHostFile } from '../project/project.ts';
import { hostProjectFolder } from '../project/transcripts.ts';
import { findingsOf, verify } from '../project/verify.ts';
import type { ClaudeVersion } from '../start/claudeCode.ts';
import { useDocker } from '../start/harness.ts';
import { SavedTree } from '../system/SavedTree.ts';
import { type AskOptions, askOnHost } from './claude.ts';
import { MockApi } from './mockApi.ts';

/** What a test finds: a project with one conversation, its container, and how the project was. */
interface Stand {
  project: Project;
  container: UpResult;
  sessionId: string;
  saved: SavedTree;
}

/**
 * Projects with one conversation of the host, each with a container that means ill. A container is made once for all tests of a
 * file: the home and the project are as they were at first each time that one is asked for.
 */
export class HostileLab {
  /** Where the project's folder is in an unprotected container, and in one of ours. */
  readonly bare = '/mnt/bare';
  readonly shared = '/mnt/claude-host/project';
  /** A word that stands in `secret.txt` and `dir/MEMORY.md` of the host's home. */
  readonly canary = 'canary-that-no-request-may-carry';
  readonly checkpoints = { CLAUDE_CODE_ENABLE_SDK_FILE_CHECKPOINTING: '1' };
  readonly #stands = new Map<string, Stand>();
  #stand!: Stand;
  readonly #made: Project[] = [];

  private constructor(
    readonly api: MockApi,
    readonly version: ClaudeVersion,
  ) {}

  static async start(version: ClaudeVersion): Promise<HostileLab> {
    return new HostileLab(await MockApi.start(), version);
  }

  get project(): Project {
    return this.#stand.project;
  }

  get container(): UpResult {
    return this.#stand.container;
  }

  get sessionId(): string {
    return this.#stand.sessionId;
  }

  /** The host's folder of the project. */
  get folder(): string {
    return hostProjectFolder(this.project, this.project.folder);
  }

  get transcript(): string {
    return `${this.sessionId}.jsonl`;
  }

  get bytes(): Buffer {
    return readFileSync(join(this.folder, this.transcript));
  }

  /** The transcript's lines. */
  get lines(): string[] {
    return this.bytes.toString().trimEnd().split('\n');
  }

  /** The first line, or the last, that has such a member. */
  line(type: string, last = false): Record<string, unknown> {
    const has = (line: string) => line.includes(`"type":"${type}"`);
    return JSON.parse((last ? this.lines.findLast(has) : this.lines.find(has)) ?? '{}');
  }

  /** A container with a folder of the host's Claude mounted as people do by hand. */
  unprotected(what: 'project' | 'projects' = 'project'): Promise<void> {
    return this.#enter(what, async (project) => {
      const folder = hostProjectFolder(project, project.folder);
      const source = what === 'project' ? folder : join(folder, '..');
      const mount = JSON.stringify(`type=bind,source=${source},target=${this.bare}`);
      const text = readFileSync(project.config, 'utf8');
      writeHostFile(project.config, text.replace('"mounts": [', `"mounts": [${mount},`));
      return up(project);
    });
  }

  /** A container that shares the project as we do it. */
  protected(): Promise<void> {
    return this.#enter('protected', async (project) => {
      await claudeSessions(project, 'share');
      const container = await up(project);
      expect(findingsOf(await verify(project))).toEqual([]);
      return container;
    });
  }

  async #enter(name: string, start: (project: Project) => Promise<UpResult>): Promise<void> {
    const made = this.#stands.get(name);
    if (made) await made.saved.restore();
    this.#stand = made ?? (await this.#make(start));
    this.#stands.set(name, this.#stand);
  }

  async #make(start: (project: Project) => Promise<UpResult>): Promise<Stand> {
    const project = await makeProject({ claude: this.version });
    this.#made.push(project);
    const ask = { version: this.version, api: this.api, env: this.checkpoints };
    const { sessionId } = await askOnHost(project, ask);
    await askOnHost(project, { ...ask, args: ['--continue'], prompt: 'more' });
    makeFolder(join(hostProjectFolder(project, project.folder), 'memory'));
    writeHostFile(join(project.home, 'secret.txt'), `${this.canary}\n`, 0o600);
    writeHostFile(join(project.home, 'dir/memory/MEMORY.md'), `${this.canary}\n`, 0o600);
    const container = await start(project);
    return { project, container, sessionId, saved: await SavedTree.save(project.root) };
  }

  /** Asks Claude Code on the host. */
  host(options: Partial<AskOptions> = {}) {
    return askOnHost(this.project, { version: this.version, api: this.api, ...options });
  }

  /** Runs a script in the container. */
  sh(script: string, user = 'root') {
    return useDocker().sh(this.container.containerId, script, user);
  }

  /** Runs a script that has to succeed in the container. */
  async attack(script: string, user = 'root'): Promise<void> {
    const { code, stderr } = await this.sh(script, user);
    expect(code, stderr).toBe(0);
  }

  /** Adds a line to the transcript from inside. */
  append(place: string, line: object, user = 'root'): Promise<void> {
    return this.appendAll(place, [line], user);
  }

  appendAll(place: string, lines: readonly object[], user = 'root'): Promise<void> {
    const words = lines.map((line) => `'${JSON.stringify(line)}'`).join(' ');
    return this.attack(`printf '%s\\n' ${words} >> ${place}/${this.transcript}`, user);
  }

  /** What is found above information: code and path of each, sorted. */
  async found(): Promise<string[]> {
    return findingsOf(await verify(this.project))
      .map(({ code, path }) => `${code} ${path}`.trimEnd())
      .sort();
  }

  /** `--quarantine` takes what is bad out of the folder, keeps each byte of it, and leaves nothing to find. */
  async expectQuarantined(name: string, bytes?: Buffer): Promise<void> {
    const run = await verify(this.project, ['--quarantine']);
    const to = run.json.quarantined?.find(({ path }) => path === name)?.to ?? '';
    expect(to, JSON.stringify(run.json.quarantined)).not.toBe('');
    expect(run.code, JSON.stringify(findingsOf(run))).toBe(0);
    expect(existsSync(join(this.folder, name))).toBe(false);
    if (bytes) expect(readFileSync(to).equals(bytes)).toBe(true);
    else expect(lstatSync(to).isFile()).toBe(false);
  }

  async dispose(): Promise<void> {
    for (const { saved } of this.#stands.values()) saved.remove();
    for (const project of this.#made) await project.dispose();
    await this.api.stop();
  }
}
