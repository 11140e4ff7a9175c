import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../repository.ts';
import { run } from '../run.ts';

/** Packs our extension as a release does; returns where it is, readable for every user. */
export async function packVsix(runDirectory: string): Promise<string> {
  const script = join(repository, 'scripts/package.mjs');
  const target = join(runDirectory, 'claude-sessions.vsix');
  // The extension's entry is still to come: the harness is tried without it.
  if (!existsSync(join(repository, 'extension/src/extension.ts'))) return packProbe(runDirectory);
  await run(process.execPath, [script, '--out', target], { cwd: repository, timeout: 300_000 });
  return target;
}

/** Packs the harness's own small extension. */
export async function packProbe(runDirectory: string): Promise<string> {
  const target = join(runDirectory, 'probe.vsix');
  const vsce = join(repository, 'node_modules/@vscode/vsce/vsce');
  const args = [
    'package',
    '--no-dependencies',
    '--skip-license',
    '--allow-missing-repository',
    '--out',
    target,
  ];
  await run(process.execPath, [vsce, ...args], { cwd: join(repository, 'test/vscode/probe') });
  return target;
}
