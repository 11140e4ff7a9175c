import { join } from 'node:path';
import {
  addHooks,
  type HookItem,
  type HookOwner,
  hookOwners,
  ownHooks,
  removeHooks,
} from '@claude-sessions/core/hooks/ownHooks.ts';
import { lockFolder, withLock } from '../host/withLock.ts';
import { keepCopies } from './keepCopies.ts';
import { readSettings, type SettingsFile, settingsPath, writeSettings } from './settingsFile.ts';
import { readSettingsRecord, type SettingsRecord, undone, writeSettingsRecord } from './settingsRecord.ts';

/** A settings.json of ours alone, to begin with. */
const noSettings = '{\n  "hooks": {}\n}\n';

/** What was done to settings.json: how it was before lies beside each that has hooks in it, since any of them may be taken out first. */
export const recordOf = (home: string, owner: HookOwner) =>
  join(home, '.claude-sessions', owner, 'settings.json');

/** Several windows may begin at once. */
export function lockHooks<T>(work: () => Promise<T>): Promise<T> {
  return withLock(join(lockFolder(), 'guard.lock'), work);
}

/**
 * Puts hooks of ours into settings.json, in the place of those of the same owner.
 * @throws UserError when it cannot be written; nothing is changed then
 */
export async function putHooks(
  home: string,
  { path, text }: SettingsFile,
  owner: HookOwner,
  items: readonly HookItem[],
): Promise<void> {
  const known = text === undefined ? undefined : await findFormer(home, path, text);
  const former = known ? known.text : text;
  const before = former === undefined ? undefined : removeHooks(former, owner);
  const others = known ? othersNotIn(before, text, owner) : [];
  await write(home, path, text, before, [...others, ...items]);
}

/**
 * Takes them out. What only we changed is as before, to the byte, but for the hooks of another owner.
 * @returns whether there were any
 * @throws UserError when it must not or cannot be edited; nothing is changed then
 */
async function takeOut(home: string, path: string, owner: HookOwner): Promise<boolean> {
  const { text } = await readSettings(path);
  if (text === undefined || ownHooks(text, owner).length === 0) return false;
  const known = await findFormer(home, path, text);
  const former = known ? known.text : text;
  const before = former === undefined ? undefined : removeHooks(former, owner);
  await write(home, path, text, before, known ? othersNotIn(before, text, owner) : []);
  return true;
}

/** The same in every settings.json that may have them. @returns those that were edited */
export async function takeOutHooks(
  home: string,
  env: NodeJS.ProcessEnv,
  owner: HookOwner,
): Promise<string[]> {
  const record = await readSettingsRecord(recordOf(home, owner));
  const paths = new Set([settingsPath(home, env), ...(record ? [record.path] : [])]);
  const edited: string[] = [];
  for (const path of paths) if (await takeOut(home, path, owner)) edited.push(path);
  return edited;
}

async function findFormer(home: string, path: string, text: string): Promise<ReturnType<typeof undone>> {
  for (const owner of hookOwners) {
    const record: SettingsRecord | undefined = await readSettingsRecord(recordOf(home, owner));
    const former = undone(record, path, text);
    if (former) return former;
  }
  return undefined;
}

/** Hooks of other owners, which stay. */
function othersNotIn(before: string | undefined, text: string | undefined, owner: HookOwner): HookItem[] {
  return hookOwners
    .filter((each) => each !== owner && ownHooks(before ?? '', each).length === 0)
    .flatMap((each) => ownHooks(text ?? '', each));
}

async function write(
  home: string,
  path: string,
  text: string | undefined,
  before: string | undefined,
  items: readonly HookItem[],
): Promise<void> {
  const isNone = before === undefined && items.length === 0;
  const { text: after, splices } = addHooks(before ?? noSettings, items);
  const made = before === undefined;
  for (const owner of hookOwners)
    if (!isNone && ownHooks(after, owner).length > 0)
      await writeSettingsRecord(recordOf(home, owner), path, { after, made, splices });
  await writeSettings(path, isNone ? undefined : after);
  await keepCopies(home, text, isNone ? undefined : after);
}
