import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { cacheDirectory } from '../system/cache.ts';
import { pidFrom, stopProcess, until } from '../system/processes.ts';
import { Unavailable } from '../system/requirements.ts';
import { notePid } from '../system/runDirectory.ts';
import { claimSlot } from '../system/slot.ts';
import { unmountBelow } from '../system/unmountBelow.ts';
import { makeBridge, removeBridge } from './bridge.ts';

/** Where one private engine keeps its things. The data root stays between runs: it holds the imported images. */
interface Places {
  data: string;
  runtime: string;
  socket: string;
  pidFile: string;
  log: string;
  /** The name of its network bridge, and of its namespace in a containerd that is not its own. */
  name: string;
}

/**
 * Starts a dockerd of our own, after ending what a killed run left of it. `group` may use its socket. Its containers
 * get the host's network, or one that leads nowhere. Nothing changes for another engine of this machine.
 * @throws Unavailable when it does not start, as in a container without privileges
 */
export async function startPrivateEngine(
  dockerd: string,
  runDirectory: string,
  group: number,
): Promise<{ host: string; stop(): Promise<void> }> {
  // Of this machine, not of a cache: runs with different caches must not meet either.
  const slot = claimSlot('/run/claude-sessions-tests/slot');
  const places = placesOf(join(cacheDirectory(), `engine-${slot.index}`), slot.index);
  await clearLeavings(places);
  for (const directory of [places.runtime, dirname(places.log)]) mkdirSync(directory, { recursive: true });
  let pid: number | undefined;
  const stop = async () => {
    if (pid !== undefined) await stopProcess(pid, 30_000);
    await clearLeavings(places);
    slot.release();
  };
  await makeBridge(places.name).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const log = openSync(places.log, 'w');
  const child = spawn(dockerd, engineArguments(places, group), {
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  pid = child.pid;
  notePid(runDirectory, 'engine', pid, places.pidFile);
  const ready = await until(() => child.exitCode !== null || answers(places.socket), 60_000);
  if (ready && child.exitCode === null) return { host: `unix://${places.socket}`, stop };
  const said = readFileSync(places.log, 'utf8').trim().split('\n').at(-1);
  await stop();
  throw new Unavailable(`dockerd did not start (${places.log}): ${said}`);
}

function placesOf(directory: string, index: number): Places {
  // Short, because the path of a socket may have 107 characters only.
  const runtime = `/run/claude-sessions-test-${index}`;
  return {
    data: join(directory, 'data'),
    runtime,
    socket: join(runtime, 'docker.sock'),
    pidFile: join(runtime, 'pid'),
    log: join(directory, 'dockerd.log'),
    // The name of a link may have 15 characters only.
    name: `claude-test-${index}`,
  };
}

/**
 * Left to itself dockerd takes `docker0` for its own, and told to have no bridge deletes it; writes firewall rules; has
 * the machine forward packets; and keeps its containers in the same namespace of a running containerd as any other.
 * Names are refused at once, where without a name server each would be waited for.
 */
function engineArguments(places: Places, group: number): string[] {
  return [
    ...['--host', `unix://${places.socket}`, '--group', String(group)],
    ...['--data-root', places.data, '--exec-root', join(places.runtime, 'exec'), '--pidfile', places.pidFile],
    ...[`--bridge=${places.name}`, '--iptables=false', '--ip6tables=false'],
    ...['--ip-forward=false', '--ip-masq=false', '--dns=127.0.0.1'],
    ...[`--containerd-namespace=${places.name}`, `--containerd-plugins-namespace=${places.name}-plugins`],
  ];
}

async function clearLeavings(places: Places): Promise<void> {
  const engine = pidFrom(places.pidFile, places.data);
  if (engine) await stopProcess(engine, 30_000);
  const containerd = pidFrom(join(places.runtime, 'exec/containerd/containerd.pid'), places.runtime);
  if (containerd) await stopProcess(containerd);
  await unmountBelow(places.runtime);
  await unmountBelow(places.data);
  await removeBridge(places.name);
  rmSync(places.runtime, { recursive: true, force: true });
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    connection.on('connect', () => resolve(true)).on('error', () => resolve(false));
    connection.on('connect', () => connection.destroy());
  });
}
