import { lstat, readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ActingFile } from '@claude-sessions/core/approval/fileItem.ts';
import {
  composeWords,
  envFilesOf,
  type FileRole,
  isComposePart,
  isScript,
  wordsOf,
} from '@claude-sessions/core/approval/namedFiles.ts';
import { isReachable, lookAtFile, type Place } from './lookAtFile.ts';

/** More files than this are not looked through; what is left is an item that is never approved for good. */
const maxFiles = 400;

/** No file that people write has more words, or words that name more folders. */
const maxWords = 20_000;
const maxFolders = 40;

/** Finds the files of a dev container that act on the host, and those that they name in turn. */
export class FileFinder {
  readonly found = new Map<string, ActingFile>();
  private readonly place: Place;

  constructor(place: Place) {
    this.place = place;
  }

  /** Takes a file in, if there is one. @returns its text, when it was not known before and lies in the workspace */
  async add(path: string, role: FileRole): Promise<string | undefined> {
    if (this.found.has(path)) return undefined;
    if (this.found.size >= maxFiles) {
      this.found.set('…', {
        path: '…',
        role,
        outside: true,
        content: `more than ${maxFiles} files, not looked through`,
      });
      return undefined;
    }
    const file = await lookAtFile(this.place, path, role);
    if (!file) return undefined;
    this.found.set(path, file);
    return typeof file.content === 'string' || file.outside ? undefined : file.content.text;
  }

  /** Every file of a folder, however deep. */
  async addFolder(folder: string, role: FileRole): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) await this.addFolder(path, role);
      else await this.add(path, role);
      if (this.found.has('…')) return;
    }
  }

  /** A Compose file and those that it extends or includes, their Dockerfiles and files of variables. */
  async addCompose(path: string): Promise<void> {
    const text = await this.add(path, 'Compose file');
    if (text === undefined) return;
    const folders = await this.foldersIn([dirname(path)], composeWords(text));
    for (const file of await this.filesIn(folders, envFilesOf(text)))
      await this.add(file, 'environment file');
    for (const folder of folders.slice(1)) await this.add(join(folder, 'Dockerfile'), 'Dockerfile');
    for (const file of await this.filesIn(folders, composeWords(text).filter(isComposePart))) {
      if (/\.ya?ml$/i.test(file)) await this.addCompose(file);
      else await this.add(file, 'Dockerfile');
    }
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
    if (/\.ya?ml$/i.test(path)) return this.addCompose(path);
    const text = await this.add(path, 'script');
    if (text === undefined) return;
    const words = wordsOf(text).filter(isScript);
    for (const file of await this.filesIn([dirname(path), ...folders], words))
      await this.addScript(file, folders);
  }

  /** The folders, and those of the workspace that words name. */
  private async foldersIn(folders: readonly string[], words: readonly string[]): Promise<string[]> {
    const found = new Set(folders);
    for (const path of this.pathsOf(folders.slice(0, 1), words)) {
      if ((await stat(path).catch(() => undefined))?.isDirectory()) found.add(path);
    }
    return [...found];
  }

  /** What words name in folders, and is no folder. */
  private async filesIn(folders: readonly string[], words: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (const path of this.pathsOf(folders, words)) {
      const stats = await lstat(path).catch(() => undefined);
      if (!stats || stats.isDirectory()) continue;
      if (stats.isSymbolicLink() && (await stat(path).catch(() => undefined))?.isDirectory()) continue;
      found.push(path);
    }
    return found;
  }

  /** Only what the container can usually write: the rest needs no look. */
  private pathsOf(folders: readonly string[], words: readonly string[]): string[] {
    const plain = words.slice(0, maxWords).map((word) => {
      return word.replace(/^\$(\{localWorkspaceFolder\}|\{?PWD\}?)(?=[\\/])/, this.place.folder);
    });
    const paths = folders
      .slice(0, maxFolders)
      .flatMap((folder) => plain.map((word) => resolve(folder, word)));
    return [...new Set(paths)].filter((path) => !path.includes('\0') && isReachable(this.place, path));
  }
}
