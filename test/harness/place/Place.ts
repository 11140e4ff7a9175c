import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { newFolder } from './newFolder.ts';

/** The usual devcontainer.json, below a project's folder. */
export const config = '.devcontainer/devcontainer.json';

/** Writes a file, and makes the folders above it. @returns its path */
export function put(path: string, content: string | Uint8Array, mode = 0o644): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

/** A person's home and a project's folder, by themselves in a temporary folder, and no container engine. */
export class Place {
  readonly root = newFolder();
  readonly home = this.#make('home');
  readonly folder = this.#make('app');

  /** Writes a file of the project. @returns its path */
  write(path: string, content: string | Uint8Array): string {
    return put(join(this.folder, path), content);
  }

  read(path = config): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #make(name: string): string {
    const path = join(this.root, name);
    mkdirSync(path);
    return path;
  }
}
