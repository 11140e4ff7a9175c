import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../system/cache.ts';
import { linkOrCopy } from '../system/linkOrCopy.ts';
import { stopProcess, until } from '../system/processes.ts';
import { type Finished, type RunOptions, run, tryRun } from '../system/run.ts';
import { notePid } from '../system/runDirectory.ts';

/** Podman 5.4 of Debian 13, whose `kube play` runs manifests of Kubernetes as they are. */
export interface Podman {
  run(args: readonly string[], options?: RunOptions): Promise<string>;
  tryRun(args: readonly string[], options?: RunOptions): Promise<Finished>;
  /** The words that call it, for programs that are given an engine. */
  readonly command: readonly string[];
  /** A folder of this machine, and where Podman sees it. */
  readonly shared: string;
  readonly sharedInside: string;
  stop(): Promise<void>;
}

const packages = 'ca-certificates,podman,runc,netavark,aardvark-dns,catatonit,nftables,iptables,procps';

// A machine without CAP_SYS_RESOURCE refuses the usual limits; crun refuses hybrid cgroups.
const configuration = `[containers]
default_ulimits = ["nofile=20000:20000", "nproc=32768:32768"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
`;

/**
 * Starts it in a mount namespace of its own, in the network of this machine. Needs root and debootstrap.
 * @param mounts folders that it is to see, by the names below `/mnt`
 * @param asTheyAre folders that it is to see at their own paths
 */
export async function startPodman(
  runDirectory: string,
  mounts: Readonly<Record<string, string>>,
  asTheyAre: readonly string[] = [],
): Promise<Podman> {
  const tree = await cached(join('podman', `trixie-${process.arch}`), makeTree);
  const directory = join(runDirectory, 'podman');
  const shared = join(directory, 'shared');
  for (const name of ['root', 'upper', 'work', 'storage', 'shared'])
    mkdirSync(join(directory, name), { recursive: true });
  const images = await cached(join('rootfs', `debian-bookworm-${process.arch}.tar`), () =>
    Promise.reject(new Error('made with the images')),
  );
  linkOrCopy(images, join(shared, 'debian.tar'));
  // A chroot is not enough: `podman exec` takes the root of the namespace.
  const binds = Object.entries(mounts).map(
    ([name, from]) => `mkdir -p mnt/${name}; mount --rbind '${from}' mnt/${name}`,
  );
  const sames = asTheyAre.map((path) => `mkdir -p '.${path}'; mount --rbind '${path}' '.${path}'`);
  const script = join(directory, 'holder.sh');
  const lines = [
    'set -e',
    'mount --make-rprivate /',
    `mount -t overlay overlay -o lowerdir=${tree},upperdir=${directory}/upper,workdir=${directory}/work ${directory}/root`,
    `cd ${directory}/root`,
    'mkdir -p mnt/old mnt/shared var/lib/containers etc/containers',
    `mount --bind ${directory}/storage var/lib/containers`,
    `mount --bind ${shared} mnt/shared`,
    ...binds,
    ...sames,
    'mount -t proc proc proc; mount --rbind /sys sys; mount --rbind /dev dev; mount -t tmpfs tmpfs run',
    'pivot_root . mnt/old; umount -l /mnt/old',
    'exec /usr/bin/sleep infinity',
  ];
  writeFileSync(script, `${lines.join('\n')}\n`);
  mkdirSync(join(directory, 'upper/etc/containers'), { recursive: true });
  writeFileSync(join(directory, 'upper/etc/containers/containers.conf'), configuration);
  const holder = spawn('unshare', ['-m', 'sh', script], { stdio: 'ignore', detached: true });
  notePid(runDirectory, 'podman', holder.pid, 'infinity');
  const variables = ['PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root', 'PODMAN_IGNORE_CGROUPSV1_WARNING=1'];
  const enter = ['-t', String(holder.pid), '-m', '--wdns=/', 'env', '-i', ...variables, 'podman'];
  const podman = {
    run: (args: readonly string[], options: RunOptions = {}) => run('nsenter', [...enter, ...args], options),
    tryRun: (args: readonly string[], options: RunOptions = {}) =>
      tryRun('nsenter', [...enter, ...args], options),
  };
  if (!(await until(async () => (await podman.tryRun(['version'])).code === 0, 30_000, 500))) {
    throw new Error(`Podman did not start: ${(await podman.tryRun(['version'])).stderr}`);
  }
  const stop = async () => {
    await podman.tryRun(['pod', 'rm', '-fa', '-t', '0']);
    await podman.tryRun(['volume', 'rm', '-fa']);
    if (holder.pid !== undefined) await stopProcess(holder.pid);
    rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  return { ...podman, command: ['nsenter', ...enter], shared, sharedInside: '/mnt/shared', stop };
}

async function makeTree(path: string): Promise<void> {
  const mirrors = await run('apt-get', ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages']);
  const mirror = mirrors.split('\n').find((uri) => uri && !uri.includes('security')) ?? '';
  const options = { timeout: 900_000 };
  await run('debootstrap', ['--variant=minbase', `--include=${packages}`, 'trixie', path, mirror], options);
  await run('rm', ['-rf', join(path, 'var/cache/apt'), join(path, 'var/lib/apt/lists')]);
}
