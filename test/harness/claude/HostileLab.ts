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
import { type AskOptions, askOnHost } from './claude.ts';
import { MockApi } from './mockApi.ts';

/** A project with one conversation of the host, and a container that means ill. */
export class HostileLab {
  /** Where the project's folder is in an unprotected container, and in one of ours. */
  readonly bare = '/mnt/bare';
  readonly shared = '/mnt/claude-host/project';
  /** A word that stands in `secret.txt` and `dir/MEMORY.md` of the host's home. */
  readonly canary = 'canary-that-no-request-may-carry';
  readonly checkpoints = { CLAUDE_CODE_ENABLE_SDK_FILE_CHECKPOINTING: '1' };
  project!: Project;
  container!: UpResult;
  sessionId!: string;

  private constructor(
    readonly api: MockApi,
    readonly version: ClaudeVersion,
  ) {}

  static async start(version: ClaudeVersion): Promise<HostileLab> {
    return new HostileLab(await MockApi.start(), version);
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
  async unprotected(what: 'project' | 'projects' = 'project'): Promise<void> {
    await this.#make();
    const source = what === 'project' ? this.folder : join(this.folder, '..');
    const mount = JSON.stringify(`type=bind,source=${source},target=${this.bare}`);
    const text = readFileSync(this.project.config, 'utf8');
    writeHostFile(this.project.config, text.replace('"mounts": [', `"mounts": [${mount},`));
    this.container = await up(this.project);
  }

  /** A container that shares the project as we do it. */
  async protected(): Promise<void> {
    await this.#make();
    await claudeSessions(this.project, 'share');
    this.container = await up(this.project);
    expect(findingsOf(await verify(this.project))).toEqual([]);
  }

  async #make(): Promise<void> {
    this.project = await makeProject({ claude: this.version });
    this.sessionId = (await this.host({ env: this.checkpoints })).sessionId;
    await this.host({ env: this.checkpoints, args: ['--continue'], prompt: 'more' });
    makeFolder(join(this.folder, 'memory'));
    writeHostFile(join(this.project.home, 'secret.txt'), `${this.canary}\n`, 0o600);
    writeHostFile(join(this.project.home, 'dir/memory/MEMORY.md'), `${this.canary}\n`, 0o600);
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
    return this.attack(`printf '%s\\n' '${JSON.stringify(line)}' >> ${place}/${this.transcript}`, user);
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
    await this.project?.dispose();
  }
}
