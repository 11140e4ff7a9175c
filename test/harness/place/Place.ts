import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from './newFolder.ts';
import { put } from './put.ts';

/** The usual devcontainer.json, below a project's folder. */
export const config = '.devcontainer/devcontainer.json';

export { put };

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
