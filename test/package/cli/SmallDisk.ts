import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Talk } from './Talk.ts';

const page = 4096;

/** A home on a small disk of its own. */
export class SmallDisk extends Talk {
  constructor() {
    super();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', this.home]);
  }

  /** Leaves so many pages free. */
  fill(pages: number): void {
    rmSync(this.#filler, { force: true });
    const [, free = ''] = execFileSync('df', ['--output=avail', '--block-size=1', this.home], {
      encoding: 'utf8',
    }).split('\n');
    writeFileSync(this.#filler, Buffer.alloc(Math.max(Number(free) - pages * page, 0)));
  }

  free(): void {
    rmSync(this.#filler);
  }

  get #filler(): string {
    return join(this.home, 'filler');
  }

  override remove(): void {
    execFileSync('umount', [this.home]);
    super.remove();
  }
}

/** A small disk in the place of a folder, with what was in it. */
export class FullDisk {
  constructor(
    readonly folder: string,
    megabytes: number,
  ) {
    const aside = `${folder}-aside`;
    cpSync(folder, aside, { recursive: true, preserveTimestamps: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
    cpSync(aside, folder, { recursive: true, preserveTimestamps: true });
    rmSync(aside, { recursive: true });
  }

  /** Leaves so many pages free. */
  fill(pages: number): void {
    const [, free = ''] = execFileSync('df', ['--output=avail', '--block-size=1', this.folder], {
      encoding: 'utf8',
    }).split('\n');
    writeFileSync(this.#filler, Buffer.alloc(Math.max(Number(free) - pages * page, 0)));
  }

  free(): void {
    rmSync(this.#filler, { force: true });
  }

  unmount(): void {
    execFileSync('umount', [this.folder]);
  }

  get #filler(): string {
    return join(this.folder, 'filler');
  }
}
