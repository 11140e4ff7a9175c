import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PackedExtension } from './packExtension.ts';

/** Lays out what is packed, as VS Code does when it installs an extension. */
export function unpackExtension({ files }: PackedExtension, folder: string): void {
  for (const [name, content] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}
