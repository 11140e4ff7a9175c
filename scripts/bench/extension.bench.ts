import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { repository } from '../../test/harness/system/repository.ts';
import { packExtension } from '../../test/harness/vscode/packExtension.ts';
import { firstDiagnostics } from './firstDiagnostics.ts';
import { compare, median, report, runOnce } from './measure.ts';

const dist = join(repository, 'extension/dist');

/** What the extension costs whoever installs it, and each window that has a devcontainer.json. */
describe('the extension', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'claude-sessions-bench-'));
    writeFileSync(join(folder, 'empty.js'), 'exports.activate = () => {};\n');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('size', ({ task }) => {
    const packed = packExtension();
    packed.dispose();
    const names = { what: 'the .vsix', against: 'what it may have' };
    report(task, { ...names, ours: packed.size / 1000, bare: 400, rounds: 1, unit: 'kB' });
  });

  it('activation', ({ task }) => {
    // In a process of its own each, as the extension host loads it once.
    const activate = (bundle: string) => {
      const args = [join(import.meta.dirname, 'startExtension.mjs'), bundle];
      const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      const took = Number.parseFloat(stdout);
      if (Number.isNaN(took)) throw new Error(stderr);
      return took;
    };
    const rounds = 41;
    const times = { ours: [] as number[], bare: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      times.bare.push(activate(join(folder, 'empty.js')));
      times.ours.push(activate(join(dist, 'extension.js')));
    }
    const names = { what: 'activation before the server starts', against: 'an extension that does nothing' };
    report(task, { ...names, ours: median(times.ours), bare: median(times.bare), rounds });
  });

  it('server', async ({ task }) => {
    const path = join(folder, '.devcontainer/devcontainer.json');
    const text =
      '{\n  "image": "debian",\n  "mounts": ["source=${localEnv:HOME}/.claude,target=/c,type=bind"]\n}\n';
    mkdirSync(join(folder, '.devcontainer'));
    writeFileSync(path, text);
    const ours = () => firstDiagnostics(join(dist, 'node/server.mjs'), ['--stdio'], path, text);
    const bare = () => runOnce(process.execPath, ['-e', '0']);
    const names = { what: 'start of the language server to its first diagnostics', against: 'node -e 0' };
    report(task, await compare(names, { ours, bare }, 21));
  });
});
