import { join } from 'node:path';
import { profileDirectories } from '@claude-sessions/core/catalogue.ts';
import { linkedNames, preparedNames } from '@claude-sessions/core/prepare/layout.ts';
import { readTextIfAny } from '../host/files.ts';

/** At most so many are named. */
const maxNamed = 20;

/**
 * What *prepare* left out of what links in the shared folders of `~/.claude` lead to.
 * @returns lines `path: why`; none where nothing is prepared
 */
export async function linksNotCopied(preparedFolder: string): Promise<string[]> {
  const note = join(preparedFolder, preparedNames.files, linkedNames.leftOut);
  const text = (await readTextIfAny(note).catch(() => undefined)) ?? '';
  const isOfProfile = (line: string) => profileDirectories.some((name) => line.startsWith(`${name}/`));
  return text.split('\n').slice(1).filter(isOfProfile).slice(0, maxNamed);
}
