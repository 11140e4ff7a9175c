import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeBusyboxTar } from '../../harness/engine/busyboxTar.ts';
import { Docker } from '../../harness/engine/docker.ts';
import { useHarness } from '../../harness/start/harness.ts';
import { findOnPath } from '../../harness/system/findOnPath.ts';
import { stopProcess, until } from '../../harness/system/processes.ts';
import { run } from '../../harness/system/run.ts';
import { notePid } from '../../harness/system/runDirectory.ts';
import { unmountBelow } from '../../harness/system/unmountBelow.ts';

/** Somebody else's engine, as dockerd is by itself, with an image of busybox. */
export interface OtherEngine {
  host: string;
  docker: Docker;
  image: string;
  /** What that image was made of. */
  tar: string;
  /** What is to stand before a program and its arguments, so that it runs in the network of that engine. */
  enter: string[];
  /** The addresses, routes, firewall rules and settings of its network that another engine could change, a line each. */
  network(): Promise<string[]>;
  stop(): Promise<void>;
}

/**
 * Starts dockerd with its defaults, in a network namespace: to the programs that are run there it is the machine's, and
 * the machine's own network is not touched. Needs root.
 */
export async function startOtherEngine(): Promise<OtherEngine> {
  const { runDirectory } = useHarness();
  const directory = join(runDirectory, 'other-engine');
  mkdirSync(directory);
  const children: ChildProcess[] = [];
  const stop = async () => {
    for (const { pid } of children.reverse()) if (pid !== undefined) await stopProcess(pid);
    await unmountBelow(directory);
    rmSync(directory, { recursive: true, force: true });
  };
  const start = (name: string, mark: string, command: string, args: string[]) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true });
    notePid(runDirectory, name, child.pid, mark);
    children.push(child);
    return child.pid;
  };
  try {
    const enter = await enterNamespace(
      start('other-network', 'infinity', 'unshare', ['--net', 'sleep', 'infinity']),
    );
    const [nsenter = '', ...into] = enter;
    const host = `unix://${join(directory, 'docker.sock')}`;
    const places = [`--data-root=${join(directory, 'data')}`, `--exec-root=${join(directory, 'exec')}`];
    const pidFile = join(directory, 'pid');
    const dockerd = [findOnPath('dockerd') ?? 'dockerd', `--host=${host}`, ...places, `--pidfile=${pidFile}`];
    start('other-engine', pidFile, nsenter, [...into, ...dockerd]);
    const docker = new Docker({ host, docker: useHarness().engine.docker });
    if (!(await until(async () => (await docker.tryRun(['version'])).code === 0, 60_000, 200))) {
      throw new Error('the other dockerd did not start');
    }
    const image = 'other/busybox:1';
    const tar = await makeBusyboxTar(directory);
    await docker.run(['import', tar, image]);
    // As where nothing forwards, so that one who switches it on is seen.
    await run(nsenter, [...into, 'sysctl', '-qw', 'net.ipv4.ip_forward=0']);
    return { host, docker, image, tar, enter, network: () => networkOf(enter), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits until a process has a network of its own, and brings the loopback up there. */
async function enterNamespace(pid: number | undefined): Promise<string[]> {
  const own = readlinkSync('/proc/self/ns/net');
  if (!(await until(() => readlinkSync(`/proc/${pid}/ns/net`) !== own, 10_000))) {
    throw new Error('there is no network namespace');
  }
  const enter = ['nsenter', `--net=/proc/${pid}/ns/net`];
  await run('nsenter', [...enter.slice(1), 'ip', 'link', 'set', 'lo', 'up']);
  return enter;
}

async function networkOf([command = '', ...args]: string[]): Promise<string[]> {
  const script = [
    'ip -4 -oneline address',
    'ip -4 route show table all',
    'ip rule',
    'iptables-save; ip6tables-save',
    "sysctl -a --pattern '^net[.](bridge|ipv4[.]ip_forward|ipv[46][.]conf[.](all|default|docker0))' 2>/dev/null",
  ];
  const said = await run(command, [...args, 'sh', '-c', script.join('\n')]);
  // Without numbers of links, counters and times of rules, and whether a container is in the bridge, or was until just now.
  const lines = said
    .split('\n')
    .map((line) => line.replace(/^\d+: +|\[\d+:\d+\]|^#.*| linkdown *$/g, '').trim());
  return lines.filter(Boolean);
}
