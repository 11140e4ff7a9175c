import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';

/** The real path of what is there, or of the nearest folder above it that is, and the rest. */
export function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = resolve(path, '..');
    return parent === path
      ? path
      : resolve(realPathOf(parent), path.slice(parent.length).replace(/^[\\/]+/, ''));
  }
}
