import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { findOnPath } from '../system/findOnPath.ts';
import { stopProcess, until } from '../system/processes.ts';
import { run } from '../system/run.ts';
import { notePid } from '../system/runDirectory.ts';
import { devcontainerProgram } from './devcontainerProgram.ts';

/** A registry on loopback. Named by `localhost`, the only name that clients speak plain HTTP with. */
export interface Registry {
  /** `localhost:PORT` */
  address: string;
  stop(): Promise<void>;
}

/** Starts an empty registry with its storage below `runDirectory`. Needs Debian's docker-registry. */
export async function startRegistry(runDirectory: string): Promise<Registry> {
  const program = findOnPath('docker-registry') ?? findOnPath('registry');
  if (!program) throw new Error('docker-registry is not installed: apt-get install docker-registry');
  const directory = join(runDirectory, 'registry');
  mkdirSync(directory);
  const address = `localhost:${await freePort()}`;
  const config = join(directory, 'config.json');
  writeFileSync(config, JSON.stringify(configuration(address, join(directory, 'storage'))));
  const child = spawn(program, ['serve', config], { stdio: 'ignore', detached: true });
  notePid(runDirectory, 'registry', child.pid, config);
  const stop = async () => {
    if (child.pid !== undefined) await stopProcess(child.pid);
  };
  if (await until(() => answers(address), 15_000)) return { address, stop };
  await stop();
  throw new Error(`docker-registry did not answer on ${address}`);
}

/** Publishes every Feature below `source` with the real Dev Containers CLI; returns the collection's reference. */
export async function publishFeatures(
  registry: Pick<Registry, 'address'>,
  source: string,
  namespace: string,
  temporary: string,
): Promise<string> {
  const program = devcontainerProgram();
  const args = [
    program,
    'features',
    'publish',
    source,
    '--registry',
    registry.address,
    '--namespace',
    namespace,
  ];
  const env = { PATH: process.env.PATH ?? '', HOME: temporary, TMPDIR: temporary };
  await run(process.execPath, args, { env });
  return `${registry.address}/${namespace}`;
}

/** The YAML that the registry wants; JSON is YAML. */
function configuration(address: string, storage: string): object {
  return {
    version: 0.1,
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: storage } },
    http: { addr: address.replace('localhost', '127.0.0.1') },
  };
}

async function answers(address: string): Promise<boolean> {
  try {
    return (await fetch(`http://${address}/v2/`)).ok;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
