import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from '../../harness/place/newFolder.ts';
import { cached } from '../../harness/system/cache.ts';
import { unpackDebian13 } from '../../harness/system/debian13.ts';
import { succeeded, tryRun } from '../../harness/system/run.ts';
import { type StateShell, sh } from './stateShells.ts';

const packages =
  'coreutils libc6 libacl1 libattr1 libselinux1 libpcre2-8-0 libgmp10 libssl3t64 libcap2 libsystemd0 zlib1g libzstd1';

/** The system's shell with the coreutils of Debian 13, whose `cp` and `mv` are others than Debian 12's, unpacked beside. */
export async function debian13Shell(): Promise<StateShell> {
  const unpacked = await cached(join('coreutils', `trixie-${process.arch}`), (path) =>
    unpackDebian13(packages.split(' '), path),
  );
  const folder = newFolder();
  chmodSync(folder, 0o755);
  succeeded(await tryRun('cp', ['-a', join(unpacked, 'usr'), folder]));
  const libraries = join(
    folder,
    'usr/lib',
    readdirSync(join(folder, 'usr/lib')).find((name) => name.endsWith('-linux-gnu')) ?? '',
  );
  const loader = readdirSync(libraries).find((name) => name.startsWith('ld-linux-')) ?? '';
  const programs = join(folder, 'programs');
  mkdirSync(programs);
  for (const name of readdirSync(join(folder, 'usr/bin'))) {
    const words = [
      join(libraries, loader),
      '--library-path',
      libraries,
      '--argv0',
      name,
      join(folder, 'usr/bin', name),
    ];
    writeFileSync(join(programs, name), `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`, { mode: 0o755 });
  }
  return { ...sh, name: 'sh with the coreutils of Debian 13', path: `${programs}:${sh.path}` };
}
