import { companionNames } from '@claude-sessions/core/prepare/layout.ts';
import { foreignSessions, type HostFolders } from './hostFolders.ts';
import { sessionOf } from './makers.ts';
import { type Companion, openCompanion } from './openCompanion.ts';
import type { Pair } from './pair.ts';
import type { Conversation } from './restingConversation.ts';
import { syncCheckpoints } from './syncCheckpoints.ts';
import { type Directions, syncTasks } from './syncTasks.ts';
import { type Review, type Synced, wasOnHost } from './syncTranscript.ts';
import { failed } from './tried.ts';

interface CompanionOptions {
  readonly mirror: string;
  readonly configDir: string;
  readonly journal: string;
}

type SyncedEntry = Synced & Pick<Pair, 'mirror' | 'host'>;

type SyncKind = (
  companion: Companion,
  conversations: readonly Conversation[],
  directionsOf: (conversation: Conversation) => Promise<Directions>,
  review: Review,
) => Promise<SyncedEntry[]>;

const kinds: readonly (readonly [keyof typeof companionNames, SyncKind])[] = [
  ['tasks', syncTasks],
  ['file-history', syncCheckpoints],
];

/** Carries what belongs to the project's conversations, and to no other, in folders of the config directory. */
export async function syncCompanions(
  review: Review,
  folders: HostFolders,
  options: CompanionOptions,
): Promise<SyncedEntry[]> {
  const conversations = [...review.journal.pairs.values()]
    .filter((pair) => !pair.mirror.includes('/') && pair.damaged === undefined && wasOnHost(pair))
    .map(
      ({ mirror, host, known }): Conversation => ({
        transcripts: { host: known.host.state, mirror: known.mirror.state },
        mirror: sessionOf(mirror),
        host: sessionOf(host.slice(host.indexOf('/') + 1)),
      }),
    );
  let foreign: Promise<ReadonlySet<string>> | undefined;
  const directionsOf = async ({ host }: Conversation): Promise<Directions> => {
    foreign ??= foreignSessions(
      folders,
      [...review.journal.pairs.values()].map((pair) => pair.host.slice(0, pair.host.indexOf('/'))),
    );
    // A container that was shared live could give a file of this project the id of another's conversation.
    if ((await foreign).has(host)) return { pulls: false, pushes: false };
    return { pulls: review.pulls && !(await review.isOpen(host)), pushes: review.pushes };
  };
  const found: SyncedEntry[] = [];
  for (const [name, sync] of kinds) {
    const at = (path: string, folder: string) => `${folder}/${path}`;
    const opened = await openOrTell(options, name);
    if ('outcome' in opened) {
      found.push(opened);
      continue;
    }
    try {
      for (const each of await sync(opened, conversations, directionsOf, review))
        found.push({ ...each, mirror: at(each.mirror, companionNames[name]), host: at(each.host, name) });
    } catch (error) {
      found.push({ mirror: companionNames[name], host: name, ...failed(error) });
    } finally {
      await opened.close();
    }
  }
  return found;
}

/** What the container put in the place of the folder, or its root alone can read, keeps nothing else from being carried. */
async function openOrTell(
  options: CompanionOptions,
  name: keyof typeof companionNames,
): Promise<Companion | SyncedEntry> {
  try {
    return await openCompanion(options, name);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isFolder = code !== 'ELOOP' && code !== 'ENOTDIR' && !/ is no folder$/.test(message);
    const synced: Synced = isFolder
      ? failed(error)
      : { outcome: { kind: 'damaged', how: 'it is no folder' }, notTaken: [] };
    return { mirror: companionNames[name], host: name, ...synced };
  }
}
