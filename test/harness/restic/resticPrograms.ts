import { join } from 'node:path';
import { cached } from '../system/cache.ts';
import { unpackDebian13 } from '../system/debian13.ts';
import { findOnPath } from '../system/findOnPath.ts';
import { run } from '../system/run.ts';

/** The restic of this machine. */
export function installedRestic(): string {
  const found = findOnPath('restic');
  if (found) return found;
  throw new Error('There is no restic: apt-get install restic.');
}

/** That of Debian 13, kept in the cache: 0.18, whose words and exit codes are others than those of 0.14. */
export async function newerRestic(): Promise<string> {
  return await cached(join('restic', `trixie-${process.arch}`), async (path) => {
    const place = `${path}.unpacked`;
    try {
      await unpackDebian13(['restic'], place);
      await run('cp', [join(place, 'usr/bin/restic'), path]);
    } finally {
      await run('rm', ['-rf', place]);
    }
  });
}
