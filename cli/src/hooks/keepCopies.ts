import { join } from 'node:path';
import { cksum } from '@claude-sessions/core/prepare/cksum.ts';
import { preparedNames } from '@claude-sessions/core/prepare/layout.ts';
import { readTextIfAny, writeText } from '../host/files.ts';
import { knownProjects } from '../workspace/knownProjects.ts';

/**
 * Says of the copies of settings.json that containers get that they are of the text as it is now: they hold nothing of the
 * guard, and the prepare scripts would put their own, which hold less, in the place of those that are of another text.
 */
export async function keepCopies(
  home: string,
  before: string | undefined,
  after: string | undefined,
): Promise<void> {
  if (before === undefined || after === undefined) return;
  const [was, is] = [before, after].map((text) => cksum(Buffer.from(text).toString('latin1')));
  for (const { preparedFolder } of await knownProjects(home)) {
    const path = join(preparedFolder, preparedNames.settingsSum);
    const copied = await readTextIfAny(path).catch(() => undefined);
    if (copied === was && is !== undefined) await writeText(path, is, 0o600).catch(() => undefined);
  }
}
