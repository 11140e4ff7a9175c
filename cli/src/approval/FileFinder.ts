import { lstat, readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type ComposeNames, composeNames } from '@claude-sessions/core/approval/composeNames.ts';
import type { ActingFile, LinkOut } from '@claude-sessions/core/approval/fileItem.ts';
import type { FileRole } from '@claude-sessions/core/approval/item.ts';
import { isEnvironmentFile, isFollowed, scriptNames } from '@claude-sessions/core/approval/scriptNames.ts';
import { findLinkOut, isReachable, lookAtFile, type WorkspaceRoot } from './lookAtFile.ts';

/** More files than this are not looked through; what is left is an item that is never approved for good. */
const maxFiles = 400;

/** No file that people write has more words, or words that name more folders. */
const maxWords = 20_000;
const maxFolders = 40;

/** Nor have they all together as much text. */
const maxText = 16 * 1024 * 1024;

/** Nor do all of them together name as much as this. */
const maxLooks = 50_000;
const tooManyNames = `more than ${maxLooks} names, not looked up`;

type Kind = 'file' | 'folder';

/** Finds the files of a dev container that act on the host, the scripts that they name in turn, and links that lead out. */
export class FileFinder {
  readonly found = new Map<string, ActingFile>();
  readonly composeFiles = new Map<string, ComposeNames>();
  /** By their paths as shown. */
  readonly links = new Map<string, LinkOut>();
  private readonly texts = new Map<string, string>();
  private readonly scripts = new Set<string>();
  private readonly sources = new Set<string>();
  private readonly kinds = new Map<string, Kind | null>();
  private textLength = 0;
  private folders = 0;
  private readonly place: WorkspaceRoot;
  private readonly isOurs: (path: string, text: string) => boolean;

  /** @param isOurs true for a script as this version writes it: what its words happen to name is no part of it */
  constructor(place: WorkspaceRoot, isOurs: (path: string, text: string) => boolean = () => false) {
    this.place = place;
    this.isOurs = isOurs;
  }

  /** A file that is not taken in as a whole; undefined when there is none. */
  look(path: string, role: FileRole): Promise<ActingFile | undefined> {
    return lookAtFile(this.place, path, role);
  }

  /**
   * Takes a file in, if there is one.
   * @param isScript true when it is what its role says, false when it is only named
   * @returns its text, when it lies in the workspace
   */
  async add(
    path: string,
    role: FileRole,
    isScript: (path: string, text: string) => boolean = () => true,
  ): Promise<string | undefined> {
    if (this.found.has(path)) return this.texts.get(path);
    if (this.found.size >= maxFiles) return this.giveUp(`more than ${maxFiles} files, not looked through`);
    const file = await lookAtFile(this.place, path, role, this.textLength < maxText);
    if (!file) return undefined;
    const isNamed =
      role === 'script' && typeof file.content !== 'string' && !isScript(path, file.content.text ?? '');
    this.found.set(path, isNamed ? { ...file, role: 'named file' } : file);
    if (typeof file.content !== 'string') this.textLength += file.content.text?.length ?? 0;
    if (typeof file.content === 'string' || file.outside || file.content.text === undefined) return undefined;
    this.texts.set(path, file.content.text);
    return file.content.text;
  }

  /** Every file of a folder, however deep. */
  async addFolder(folder: string, role: FileRole): Promise<void> {
    this.folders++;
    if (this.folders > maxFolders * 10) {
      this.giveUp(`more than ${maxFolders * 10} folders, not looked through`);
      return;
    }
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) await this.addFolder(path, role);
      else await this.add(path, role);
      if (this.gaveUp) return;
    }
  }

  /** A Compose file, if there is one. Files that it names in turn are found when all of them are known. */
  async addCompose(path: string): Promise<void> {
    const text = await this.add(path, 'Compose file');
    if (text !== undefined && !this.composeFiles.has(path)) this.composeFiles.set(path, composeNames(text));
  }

  /** A path that may be mounted or read: a link in its place that leads out of the workspace is taken in. */
  async addSource(path: string): Promise<void> {
    if (this.sources.has(path)) return;
    if (this.sources.size >= maxLooks) return this.giveUp(tooManyNames);
    this.sources.add(path);
    const link = await findLinkOut(this.place, path);
    if (link) this.links.set(link.path, link);
  }

  /**
   * The files that words of a command name, and the scripts that those name in turn.
   * @param from folders that the words may start from, where the command runs first
   */
  async addCommandFiles(words: readonly string[], from: readonly string[]): Promise<void> {
    const folders = await this.foldersIn(from, words);
    for (const file of await this.filesIn(folders, words)) await this.addScript(file, folders);
  }

  private async addScript(path: string, folders: readonly string[]): Promise<void> {
    if (/\.ya?ml$/i.test(path) && !isFollowed(path, '')) return this.addCompose(path);
    const isKnown = this.scripts.has(path);
    const text = await this.add(path, isEnvironmentFile(path) ? 'environment file' : 'script', isFollowed);
    if (text === undefined || isKnown || !isFollowed(path, text) || this.isOurs(path, text)) return;
    this.scripts.add(path);
    const names = scriptNames(text);
    const from = [...new Set([dirname(path), ...folders, this.place.root])];
    const all = [...new Set([...from, ...(await this.named(from, names.folders, 'folder'))])];
    for (const file of await this.filesIn(all, names.words)) {
      if (this.gaveUp) return;
      await this.addScript(file, folders);
    }
  }

  /** The folders, and those of the workspace that words name from the first of them. */
  async foldersIn(folders: readonly string[], words: readonly string[]): Promise<string[]> {
    const named = await this.named(folders.slice(0, 1), words, 'folder');
    return [...new Set([...folders, ...named])];
  }

  /** Paths that the words name in these folders, where something is that is no folder. */
  filesIn(folders: readonly string[], words: readonly string[]): Promise<string[]> {
    return this.named(folders, words, 'file');
  }

  /** Paths that the words may name from a folder. Only those that the container can usually write: the rest needs no look. */
  pathsOf(folders: readonly string[], words: readonly string[]): string[] {
    const plain = words.slice(0, maxWords).map((word) => {
      return word.replace(/^\$(\{localWorkspaceFolder\}|\{?PWD\}?)(?=[\\/])/, this.place.folder);
    });
    const paths = folders
      .slice(0, maxFolders)
      .flatMap((folder) => plain.map((word) => resolve(folder, word)));
    return [...new Set(paths)].filter((path) => !path.includes('\0') && isReachable(this.place, path));
  }

  private async named(folders: readonly string[], words: readonly string[], kind: Kind): Promise<string[]> {
    const found: string[] = [];
    for (const path of this.pathsOf(folders, words)) {
      if ((await this.kindOf(path)) === kind) found.push(path);
    }
    return found;
  }

  private async kindOf(path: string): Promise<Kind | undefined> {
    const known = this.kinds.get(path);
    if (known !== undefined) return known ?? undefined;
    if (this.kinds.size >= maxLooks) return this.giveUp(tooManyNames);
    const stats = await lstat(path).catch(() => undefined);
    const led = stats?.isSymbolicLink() ? await stat(path).catch(() => undefined) : stats;
    const kind = stats && (led?.isDirectory() ? 'folder' : 'file');
    this.kinds.set(path, kind ?? null);
    return kind;
  }

  /** There was more than is looked at. */
  get gaveUp(): boolean {
    return this.found.has('…');
  }

  /** An item that is never approved for good. */
  private giveUp(content: string): undefined {
    this.found.set('…', { path: '…', role: 'script', outside: true, content });
  }
}
