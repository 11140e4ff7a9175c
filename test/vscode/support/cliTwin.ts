import { mkdtempSync } from 'node:fs';
import { basename, join } from 'node:path';
import { claudeSessions } from '../../harness/project/cli.ts';
import type { Project } from '../../harness/project/project.ts';
import { makeFolder } from '../../harness/project/project.ts';
import { useHarness } from '../../harness/start/harness.ts';
import { giveTo, runAs } from '../../harness/system/hostUser.ts';
import { folderContent } from './folderContent.ts';

/** The Features are those that are published for everybody: nothing here fetches them. */
const env = { CLAUDE_SESSIONS_COLLECTION: '' };

/**
 * What a folder would be when the command line had changed it: it is asked for the diff alone, in a copy of the folder whose
 * owner has another home, and git makes that diff there.
 */
export async function cliTwin(folder: string, words: readonly string[]): Promise<Record<string, string>> {
  const { user, runDirectory } = useHarness();
  const root = mkdtempSync(join(runDirectory, 'tmp/twin-'));
  giveTo(user, root);
  const copy = join(root, basename(folder));
  await runAs(user, 'cp', ['-a', folder, copy]);
  const home = makeFolder(join(root, 'home'));
  const [command = '', ...args] = words;
  const twin = { root, home, folder: copy, config: '' } as Project;
  const before = folderContent(copy);
  const { stdout } = await claudeSessions(twin, command, [...args, '--dry-run', '--no-install-claude'], {
    env,
  });
  if (JSON.stringify(folderContent(copy)) !== JSON.stringify(before))
    throw new Error('A dry run has changed files');
  await runAs(user, 'git', ['apply', '--whitespace=nowarn', '-'], {
    cwd: copy,
    env: { HOME: home },
    input: stdout,
  });
  return folderContent(copy);
}
