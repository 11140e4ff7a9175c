import { findOnPath } from '../system/findOnPath.ts';
import { Unavailable } from '../system/requirements.ts';
import { run, tryRun } from '../system/run.ts';

/** Of a range that is for documentation (RFC 5737). No route leads there, so that each bridge may have the same. */
const address = '198.51.100.1/24';

/**
 * Makes a network bridge with an address and no route: nothing that this machine sends goes another way.
 * @throws Unavailable when this machine cannot
 */
export async function makeBridge(name: string): Promise<void> {
  const ip = findOnPath('ip');
  if (!ip) throw new Unavailable('ip is not installed (apt-get install iproute2)');
  try {
    await run(ip, ['link', 'add', name, 'type', 'bridge']);
    await run(ip, ['address', 'add', address, 'dev', name, 'noprefixroute']);
  } catch (error) {
    await removeBridge(name);
    throw new Unavailable(`a network bridge could not be made: ${(error as Error).message}`);
  }
}

/** Removes a bridge, if it is there. */
export async function removeBridge(name: string): Promise<void> {
  const ip = findOnPath('ip');
  if (ip) await tryRun(ip, ['link', 'delete', name, 'type', 'bridge']);
}
