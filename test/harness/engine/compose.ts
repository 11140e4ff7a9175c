import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../system/cache.ts';
import { unpackDebian13 } from '../system/debian13.ts';
import { linkOrCopy } from '../system/linkOrCopy.ts';
import { run } from '../system/run.ts';

/** Where packages put plugins of the engine's client. */
const pluginFolders = ['/usr/libexec/docker/cli-plugins', '/usr/lib/docker/cli-plugins'];

/**
 * Docker Compose v2, as a directory for DOCKER_CONFIG that every user may enter: the machine's own, or that of
 * Debian 13, unpacked beside whatever is installed. No other plugin is there: with buildx the tools want a Dockerfile
 * frontend from a public registry.
 * @throws Unavailable when it cannot be fetched
 */
export async function provideCompose(runDirectory: string): Promise<string> {
  const installed = pluginFolders.map((folder) => join(folder, 'docker-compose')).find(existsSync);
  const source = installed ?? (await cached(join('compose', `trixie-${process.arch}`), fetch));
  const directory = join(runDirectory, 'docker-config');
  const plugin = join(directory, 'cli-plugins/docker-compose');
  mkdirSync(join(directory, 'cli-plugins'), { recursive: true });
  linkOrCopy(source, plugin);
  chmodSync(plugin, 0o755);
  writeFileSync(join(directory, 'config.json'), '{}\n');
  return directory;
}

async function fetch(path: string): Promise<void> {
  const place = `${path}.unpacked`;
  try {
    await unpackDebian13(['docker-compose'], place);
    await run('cp', [join(place, pluginFolders[0] ?? '', 'docker-compose'), path]);
  } finally {
    await run('rm', ['-rf', place]);
  }
}
