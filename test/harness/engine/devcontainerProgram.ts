import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The script of the real Dev Containers CLI, to be run with node. */
export function devcontainerProgram(): string {
  const manifest = createRequire(import.meta.url).resolve('@devcontainers/cli/package.json');
  return join(manifest, '..', 'devcontainer.js');
}
