import { join } from 'node:path';
import { repository } from '../system/repository.ts';
import { run } from '../system/run.ts';

/** Packs our extension as a release does; returns where it is, readable for every user. */
export async function packVsix(runDirectory: string): Promise<string> {
  const target = join(runDirectory, 'claude-sessions.vsix');
  const script = join(repository, 'scripts/package.mjs');
  await run(process.execPath, [script, '--out', target], { cwd: repository, timeout: 300_000 });
  return target;
}

/** Packs the harness's own small extension. */
export function packProbe(runDirectory: string): Promise<string> {
  return packFixture('probe', runDirectory);
}

/** Packs a small extension of `test/vscode/NAME`; returns where it is. */
export async function packFixture(name: string, directory: string): Promise<string> {
  const target = join(directory, `${name}.vsix`);
  const vsce = join(repository, 'node_modules/@vscode/vsce/vsce');
  const args = [
    'package',
    '--no-dependencies',
    '--skip-license',
    '--allow-missing-repository',
    '--out',
    target,
  ];
  await run(process.execPath, [vsce, ...args], { cwd: join(repository, 'test/vscode', name) });
  return target;
}
