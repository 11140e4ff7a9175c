import { chmodSync, copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findOnPath } from '../system/findOnPath.ts';
import { run } from '../system/run.ts';

/** A root file system of busybox-static alone, as a tar below `runDirectory`: where a POSIX script meets its match. */
export async function makeBusyboxTar(runDirectory: string): Promise<string> {
  const busybox = findOnPath('busybox');
  if (!busybox) throw new Error('busybox is not installed: apt-get install busybox-static');
  const root = join(runDirectory, 'busybox');
  for (const directory of [
    'bin',
    'sbin',
    'usr/bin',
    'usr/sbin',
    'usr/local/bin',
    'etc',
    'root',
    'home/dev',
    'proc',
  ]) {
    mkdirSync(join(root, directory), { recursive: true });
  }
  for (const directory of ['sys', 'dev', 'run', 'mnt', 'opt', 'var/lib', 'var/tmp', 'tmp']) {
    mkdirSync(join(root, directory), { recursive: true });
  }
  for (const open of ['tmp', 'var/tmp']) chmodSync(join(root, open), 0o1777);
  chmodSync(join(root, 'root'), 0o700);
  copyFileSync(busybox, join(root, 'bin/busybox'));
  chmodSync(join(root, 'bin/busybox'), 0o755);
  for (const applet of (await run(busybox, ['--list-full'])).split('\n').filter(Boolean)) link(root, applet);
  writeUsers(root);
  const tar = join(runDirectory, 'busybox.tar');
  await run('tar', ['-C', root, '--owner=0', '--group=0', '--exclude=./home/dev', '-cf', tar, '.']);
  await run('tar', ['-C', root, '--owner=1000', '--group=1000', '-rf', tar, './home/dev']);
  return tar;
}

function link(root: string, applet: string): void {
  const path = join(root, applet);
  mkdirSync(dirname(path), { recursive: true });
  if (!existsSync(path)) symlinkSync('/bin/busybox', path);
}

function writeUsers(root: string): void {
  const users = ['root:x:0:0:root:/root:/bin/sh', 'dev:x:1000:1000:dev:/home/dev:/bin/sh', ''];
  const groups = ['root:x:0:', 'dev:x:1000:', ''];
  writeFileSync(join(root, 'etc/passwd'), users.join('\n'));
  writeFileSync(join(root, 'etc/group'), groups.join('\n'));
  writeFileSync(join(root, 'etc/os-release'), 'ID=busybox\nVERSION_ID="1"\n');
}
