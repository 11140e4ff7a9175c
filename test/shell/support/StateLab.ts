import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { projectSlug } from '../../../core/src/slug.ts';
import { newFolder } from '../../harness/place/newFolder.ts';
import type { StateShell } from './stateShells.ts';

export const isRoot = process.getuid?.() === 0;
/** The remote user of these tests: nobody when root may choose, so that su finds a name too. */
export const USER = isRoot ? 65534 : (process.getuid?.() ?? 0);

export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Finding {
  code: string;
  severity: string;
  message: string;
  evidence: string;
  fix: string;
}

/** A container's view in a temporary folder: config directory, what the host mounts, a workspace. */
export class StateLab {
  readonly root = newFolder();
  config = join(this.root, 'config');
  host = join(this.root, 'host');
  readonly share = join(this.root, 'share');
  readonly workspace = join(this.root, 'work space');
  environment: Record<string, string> = {};
  private readonly mounts: string[] = [];

  constructor(
    readonly shell: StateShell,
    remoteUser: string | undefined = isRoot ? 'nobody' : undefined,
  ) {
    chmodSync(this.root, 0o755);
    for (const path of [this.config, this.host, this.share, this.workspace]) mkdirSync(path);
    if (remoteUser) writeFileSync(join(this.share, 'remote-user'), `${remoteUser}\n`);
    this.own();
  }

  get project(): string {
    return join(this.host, 'project');
  }

  get slug(): string {
    return projectSlug(this.workspace);
  }

  /** The real folder that Claude Code would have made in the volume. */
  get inVolume(): string {
    return join(this.config, 'projects', this.slug);
  }

  state(path: string): string {
    return join(this.config, '.claude-state', path);
  }

  /** What `prepare` makes on the host. */
  mountProject(): this {
    mkdirSync(join(this.project, 'memory'), { recursive: true });
    writeFileSync(join(this.project, '.keep'), '');
    return this.own();
  }

  unmountProject(): this {
    rmSync(this.host, { recursive: true, force: true });
    mkdirSync(this.host);
    return this.own();
  }

  /** A file of a minute ago: nobody is writing it any more. */
  write(path: string, text: string): string {
    const whole = path.startsWith('/') ? path : join(this.root, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, text);
    changed(whole, 60);
    return whole;
  }

  /** A minute goes by for the host's files. */
  wait(): void {
    for (const name of Object.keys(filesBelow(this.project))) changed(join(this.project, name), 60);
  }

  /** Gives everything to the remote user. */
  own(): this {
    if (isRoot) spawnSync('chown', ['-hR', `${USER}:${USER}`, this.config, this.host, this.workspace]);
    return this;
  }

  env(): Record<string, string> {
    return {
      HOME: this.root,
      PATH: this.shell.path,
      CLAUDE_STATE_PATH: this.shell.path,
      CLAUDE_CONFIG_DIR: this.config,
      CLAUDE_STATE_HOST: this.host,
      CLAUDE_STATE_SHARE: this.share,
      CLAUDE_STATE_MANAGED: join(this.root, 'managed'),
      ...this.environment,
    };
  }

  /** Runs the program as this process' user, or as `uid`. */
  run(args: string[], options: { uid?: number; cwd?: string; timeout?: number; bound?: boolean } = {}): Run {
    const { uid, cwd = '/', timeout = 60_000, bound } = options;
    // As an engine starts root with `--cap-drop=ALL`.
    const [program = '', ...words] = [
      ...(bound ? ['/usr/bin/setpriv', '--bounding-set=-all', '--inh-caps=-all'] : []),
      this.shell.program,
      ...args,
    ];
    const done: SpawnSyncReturns<string> = spawnSync(program, words, {
      cwd,
      env: this.env(),
      encoding: 'utf8',
      timeout,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(uid === undefined || !isRoot ? {} : { uid, gid: uid }),
    });
    return { code: done.status, stdout: done.stdout, stderr: done.stderr };
  }

  bridge(...args: string[]): Run {
    return this.run(['bridge', ...args]);
  }

  /** Sessions in the volume and on the host, by path; then a bridge, which has to end with the link. */
  adopt(mine: Record<string, string>, theirs: Record<string, string> = {}) {
    for (const [path, text] of Object.entries(mine)) this.write(join(this.inVolume, path), text);
    for (const [path, text] of Object.entries(theirs)) this.write(join(this.project, path), text);
    this.own();
    const { code, stderr } = this.bridge(this.workspace);
    expect(code).toBe(0);
    expect(readlinkSync(this.inVolume)).toBe(this.project);
    return { stderr, host: filesBelow(this.project), kept: filesBelow(this.state('kept')) };
  }

  /** Starts the program in a process group of its own, as the remote user unless said otherwise. */
  start(args: string[], uid = USER) {
    const child = spawn(this.shell.program, args, {
      cwd: '/',
      env: this.env(),
      detached: true,
      stdio: 'ignore',
      ...(isRoot ? { uid, gid: uid } : {}),
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
    return {
      ended,
      kill: () => {
        try {
          process.kill(-(child.pid ?? 0), 'SIGKILL');
        } catch {
          // It had ended.
        }
      },
    };
  }

  doctor(uid?: number): { mode: string; slug: string | null; folder: string | null; findings: Finding[] } {
    return JSON.parse(this.run(['doctor', '--json'], uid === undefined ? {} : { uid }).stdout);
  }

  codes(uid?: number): string[] {
    return this.doctor(uid).findings.map((finding) => finding.code);
  }

  trouble(): string {
    return existsSync(this.state('trouble')) ? readFileSync(this.state('trouble'), 'utf8') : '';
  }

  mount(...args: string[]): void {
    const done = spawnSync('mount', args, { encoding: 'utf8' });
    if (done.status !== 0) throw new Error(done.stderr);
    this.mounts.push(args.at(-1) ?? '');
  }

  bind(from: string, to: string, options?: string): void {
    this.mount('--bind', from, to);
    if (options) spawnSync('mount', ['-o', `remount,bind,${options}`, to]);
  }

  unmount(): void {
    for (const path of this.mounts.splice(0).reverse()) {
      // What a killed program had started may still be at work there.
      if (spawnSync('umount', [path]).status !== 0) spawnSync('umount', ['-l', path]);
    }
  }

  remove(): void {
    this.unmount();
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Makes a file one that was changed some seconds ago. */
export function changed(path: string, secondsAgo: number): void {
  const time = Date.now() / 1000 - secondsAgo;
  utimesSync(path, time, time);
}

/**
 * Every file below, by relative path: its text, or `-> target` of a link. Left out are directories, and the list of other folders
 * where it is as a bridge makes it: it names its own folder, and no other.
 */
export function filesBelow(folder: string, prefix = ''): Record<string, string> {
  const found: Record<string, string> = {};
  if (!existsSync(folder)) return found;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.name === '.session-aliases' && readFileSync(path, 'utf8') === `${folder}\n`) continue;
    if (entry.isDirectory()) Object.assign(found, filesBelow(path, `${prefix}${entry.name}/`));
    else if (entry.isSymbolicLink()) found[prefix + entry.name] = `-> ${readlinkSync(path)}`;
    else if (entry.isFile()) found[prefix + entry.name] = readFileSync(path, 'utf8');
    else found[prefix + entry.name] = 'special';
  }
  return found;
}

export function owner(path: string): string {
  const { uid, gid } = lstatSync(path);
  return `${uid}:${gid}`;
}

export function give(path: string, uid: number): void {
  chownSync(path, uid, uid);
}
