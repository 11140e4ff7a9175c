import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Unavailable } from '../system/requirements.ts';
import { run, tryRun } from '../system/run.ts';

/**
 * What packages of Debian 13 hold, in `into`. By apt, from the Debian mirror that this machine uses, with lists of its own: nothing is
 * installed.
 * @throws Unavailable when they cannot be fetched
 */
export async function unpackDebian13(packages: readonly string[], into: string): Promise<void> {
  const place = `${into}.apt`;
  try {
    for (const folder of ['lists/partial', 'cache/archives/partial', 'x'])
      mkdirSync(join(place, folder), { recursive: true });
    const apt = await aptOptions(place);
    await must('apt-get', [...apt, 'update', '-qq']);
    await must('apt-get', [...apt, 'download', '-qq', ...packages], join(place, 'x'));
    for (const name of readdirSync(join(place, 'x')))
      await run('dpkg-deb', ['-x', join(place, 'x', name), into]);
  } finally {
    await run('rm', ['-rf', place]);
  }
}

async function aptOptions(place: string): Promise<string[]> {
  const targets = ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'];
  const mirrors = (await must('apt-get', targets)).split('\n');
  const mirror = mirrors.find((uri) => uri && !uri.includes('security'));
  if (!mirror) throw new Unavailable('apt knows no mirror to fetch packages from');
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
  throw new Unavailable(`packages of Debian 13 could not be fetched: ${stderr.trim().split('\n').at(-1)}`);
}
