import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTree } from 'jsonc-parser';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { allChecks } from '../../core/src/checks/allChecks.ts';
import { parseDocument } from '../../core/src/devcontainer/document.ts';
import { runChecks } from '../../core/src/findings/check.ts';
import { readConfigured } from '../../core/src/share/readConfigured.ts';
import { repository } from '../../test/harness/system/repository.ts';
import { apply } from '../../test/unit/support/document.ts';
import { largeConfig } from './largeConfig.ts';
import { compare, report, runOnce } from './measure.ts';

const program = join(repository, 'cli/bin/claude-sessions.js');

/** What a devcontainer.json of 3,000 lines costs. Each round has a text of its own: nothing is known of it before. */
describe('a devcontainer.json of 3,000 lines', () => {
  let folder: string;
  let number = 0;
  const another = () => largeConfig(number++);
  const write = (text: string) => writeFileSync(join(folder, 'app/.devcontainer/devcontainer.json'), text);
  const parse = () => void parseTree(another());

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'claude-sessions-bench-'));
    mkdirSync(join(folder, 'app/.devcontainer'), { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('share', async ({ task }) => {
    const names = { what: 'share of 3,000 lines, and writing it', against: 'jsonc-parser, and writing it' };
    const bare = () => {
      const text = another();
      parseTree(text);
      write(text);
    };
    report(task, await compare(names, { ours: () => write(apply(another(), 'share')), bare }, 101));
  });

  it('diagnostics', async ({ task }) => {
    const names = { what: 'every check of 3,000 lines', against: 'jsonc-parser' };
    const ours = () => {
      const document = parseDocument(another());
      const configured = readConfigured(document);
      const file = '.devcontainer/devcontainer.json';
      runChecks(allChecks, { configuration: { file, document, configured, collections: [] } });
    };
    report(task, await compare(names, { ours, bare: parse }, 101));
  });

  it('the command', async ({ task }) => {
    const env = { HOME: folder, PATH: process.env.PATH };
    const args = [program, 'share', '--dry-run', '--no-install-claude', join(folder, 'app')];
    const names = { what: 'claude-sessions share --dry-run, 3,000 lines', against: 'node -e 0' };
    const ours = () => {
      write(another());
      runOnce(process.execPath, args, { env });
    };
    const bare = () => runOnce(process.execPath, ['-e', '0'], { env });
    report(task, await compare(names, { ours, bare }, 21));
  });
});
