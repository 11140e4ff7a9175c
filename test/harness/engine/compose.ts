import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../system/cache.ts';
import { linkOrCopy } from '../system/linkOrCopy.ts';
import { Unavailable } from '../system/requirements.ts';
import { run, tryRun } from '../system/run.ts';

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

/** By apt, from the Debian mirror that this machine uses, with lists of its own: nothing is installed. */
async function fetch(path: string): Promise<void> {
  const place = `${path}.apt`;
  try {
    for (const folder of ['lists/partial', 'cache/archives/partial', 'x'])
      mkdirSync(join(place, folder), { recursive: true });
    const apt = await aptOptions(place);
    await must('apt-get', [...apt, 'update', '-qq']);
    await must('apt-get', [...apt, 'download', '-qq', 'docker-compose'], join(place, 'x'));
    const deb = readdirSync(join(place, 'x')).find((name) => name.endsWith('.deb')) ?? '';
    await run('dpkg-deb', ['-x', join(place, 'x', deb), join(place, 'x')]);
    await run('cp', [join(place, 'x', pluginFolders[0] ?? '', 'docker-compose'), path]);
  } finally {
    await run('rm', ['-rf', place]);
  }
}

async function aptOptions(place: string): Promise<string[]> {
  const targets = ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'];
  const mirrors = (await must('apt-get', targets)).split('\n');
  const mirror = mirrors.find((uri) => uri && !uri.includes('security'));
  if (!mirror) throw new Unavailable('apt knows no mirror to fetch Docker Compose from');
  const keys = '/usr/share/keyrings/debian-archive-keyring.gpg';
  writeFileSync(join(place, 'list'), `deb [signed-by=${keys}] ${mirror} trixie main\n`);
  const options = {
    'Dir::Etc::sourcelist': join(place, 'list'),
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': join(place, 'lists'),
    'Dir::Cache': join(place, 'cache'),
    'APT::Sandbox::User': 'root',
  };
  return Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

async function must(command: string, args: string[], cwd = '/'): Promise<string> {
  const { code, stdout, stderr } = await tryRun(command, args, { cwd, timeout: 300_000 });
  if (code === 0) return stdout;
  throw new Unavailable(`Docker Compose could not be fetched: ${stderr.trim().split('\n').at(-1)}`);
}
