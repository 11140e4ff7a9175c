import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { projectSlug } from '../../../core/src/slug.ts';
import { claudeEnvironment } from '../claude/claudeEnvironment.ts';
import type { MockApi } from '../claude/mockApi.ts';
import { answerQuestions } from '../claude/onboarding.ts';
import { put } from '../place/put.ts';
import type { HostUser } from '../system/hostUser.ts';

/** One side of a conversation: where the client runs, and what it has for environment. */
export interface Side {
  readonly folder: string;
  readonly env: Record<string, string>;
}

/** A file below the project's folder on the host, with neutral names in its path and its text. */
interface RecordedFile {
  readonly path: string;
  readonly text: string;
}

/**
 * A host and a container, by their folders: homes, project folders and config directories of two names, and the container's folder
 * of the project's conversations a link to the host's, as the bridge makes it. All lies below one root, which is left out of what
 * is recorded: `/home/me/app` and `/workspaces/app` remain.
 */
export class RecordedPlace {
  readonly #root = mkdtempSync(join(tmpdir(), 'recorded'));
  readonly home = join(this.#root, 'home/me');
  readonly host: Side;
  readonly container: Side;
  readonly user: HostUser;
  /** Where the host's client files the project's conversations. */
  readonly conversations: string;

  constructor(api: MockApi, client: string, settings: object) {
    const { username, uid, gid } = userInfo();
    const temporary = this.#make('tmp');
    this.user = { name: username, uid, gid, path: [dirname(client), dirname(process.execPath)], temporary };
    const path = [...this.user.path, '/usr/bin', '/bin'].join(':');
    const shared = {
      ...claudeEnvironment(api),
      PATH: path,
      LANG: 'C.UTF-8',
      TMPDIR: temporary,
      CLAUDE_CODE_ENABLE_SDK_FILE_CHECKPOINTING: '1',
    };
    const inside = join(this.#root, 'var/lib/claude');
    this.host = { folder: this.#make('home/me/app'), env: { ...shared, HOME: this.home } };
    this.container = {
      folder: this.#make('workspaces/app'),
      env: { ...shared, HOME: this.#make('home/vscode'), CLAUDE_CONFIG_DIR: inside },
    };
    this.conversations = join(this.home, '.claude/projects', projectSlug(this.host.folder));
    mkdirSync(this.conversations, { recursive: true });
    mkdirSync(join(inside, 'projects'), { recursive: true });
    symlinkSync(this.conversations, join(inside, 'projects', projectSlug(this.container.folder)));
    for (const config of [join(this.home, '.claude'), inside])
      put(join(config, 'settings.json'), JSON.stringify(settings));
    put(join(this.home, '.claude.json'), stateOf(this.host.folder));
    put(join(inside, '.claude.json'), stateOf(this.container.folder));
  }

  #make(name: string): string {
    const path = join(this.#root, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** Writes a file of the project, on both sides. */
  put(path: string, content: string | Uint8Array): void {
    for (const { folder } of [this.host, this.container]) put(join(folder, path), content);
  }

  /** The session with the longest transcript. Old versions go on with a copy of it, under another id. */
  get longestSession(): string {
    const size = (name: string) => statSync(join(this.conversations, name)).size;
    const names = readdirSync(this.conversations).filter((name) => /^[0-9a-f-]{36}\.jsonl$/.test(name));
    const [longest = ''] = names.sort((one, other) => size(other) - size(one));
    return longest.slice(0, -'.jsonl'.length);
  }

  /** All files that the clients left in the project's folder, folders left out. */
  files(): RecordedFile[] {
    const names = this.#backupNames();
    return readdirSync(this.conversations, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => ({
        path: this.#neutral(path.slice(this.conversations.length + 1), names),
        text: this.#neutral(readFileSync(path, 'utf8'), names),
      }));
  }

  /** Without the root, in paths and in names that Claude Code makes of paths. */
  #neutral(text: string, names: ReadonlyMap<string, string>): string {
    const renamed = text.replaceAll(/[0-9a-f]{16}(?=@v\d)/g, (name) => names.get(name) ?? name);
    return renamed.replaceAll(this.#root, '').replaceAll(projectSlug(this.#root), '');
  }

  /** The names of backups of all files of the two projects, as they would be without the root. */
  #backupNames(): Map<string, string> {
    const folders = [this.host.folder, this.container.folder];
    const paths = folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    );
    return new Map(paths.map((path) => [backupName(path), backupName(path.slice(this.#root.length))]));
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** A backup is named after the path of its file. */
const backupName = (path: string) => createHash('sha256').update(path).digest('hex').slice(0, 16);

/** `.claude.json` of a client that has run in a folder before: the oldest versions ask for this list. */
function stateOf(folder: string): string {
  return JSON.stringify(answerQuestions({ projects: { [folder]: { allowedTools: [] } } }, folder));
}
