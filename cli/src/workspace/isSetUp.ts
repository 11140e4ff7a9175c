import { join } from 'node:path';
import { parseDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { tryReadOwnText } from '../host/files.ts';
import { collectionFrom } from '../settings/setting.ts';
import type { KnownConfig } from './personalConfig.ts';
import { readRecord } from './records.ts';
import { openWorkspace } from './workspace.ts';

/** True when something of ours is in a configuration, whoever put it there: what stands in the file counts, not what was chosen once. */
export async function isSetUp(folder: string, { file, personal }: KnownConfig): Promise<boolean> {
  if (personal) return true;
  const path = join(folder, file);
  const source = await tryReadOwnText(path);
  // Who has nothing of ours by any name need not wait for the parser.
  if (source === undefined || !/claude/i.test(source)) return false;
  const record = await readRecord(await openWorkspace(folder, path));
  return readConfigured(parseDocument(source), [...(record?.collections ?? []), ...fromEnvironment()])
    .anyOfOurs;
}

/** None when it names something that is no collection: the commands that go by it say so. */
function fromEnvironment(): string[] {
  try {
    return [collectionFrom({}, process.env)];
  } catch {
    return [];
  }
}
