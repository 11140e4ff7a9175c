import { copyFileSync, linkSync } from 'node:fs';

/** Puts a file at a second place; copied only where it cannot be linked. */
export function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
}
