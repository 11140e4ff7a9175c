import { isRecord, type JsonRecord } from '../verify/jsonRecord.ts';
import type { Chain } from './Chain.ts';
import { backupName, folderOf, type Hash, type Tracked, trackedFile, trackedRecords } from './checkpoints.ts';
import { isTime, isUuid } from './memberRules.ts';
import { isElsewhere, type Sides, toHost } from './pathMap.ts';

/** What of a container's checkpoints the host takes. */
export interface TakenCheckpoints {
  readonly hash: Hash;
  /** Also that a file was not there, so that a rewind deletes it. */
  readonly deletes: boolean;
}

/** A file of a container's line, and its name on the host. */
export interface TrackedInside extends Tracked {
  readonly host: string;
}

/**
 * What acts on the host by itself: a mount over it may keep the container from writing it, and a rewind must not do that for it.
 * Names as file systems take them that know no capitals, leave characters out or have short names.
 */
const acting = new Set(
  '.git .claude .vscode .devcontainer .devcontainer.json .mcp.json .envrc .husky .idea'.split(' '),
);
const actsOnHost = (path: string) =>
  path
    .split(/[\\/]/)
    .some((name) => acting.has(name.toLowerCase().replace(/[^\x21-\x7e]/g, '')) || /~\d+$/.test(name));

/**
 * The files of a container's line that the host may know of: in the project, and none that acts there by itself.
 * @param folder of the container in which relative paths were meant
 */
export function trackedInside(
  line: JsonRecord,
  { sides, folder, hash }: { sides: Sides; folder: string; hash: Hash },
): TrackedInside[] {
  return trackedRecords(line).flatMap(([key, record]) => {
    const file = trackedFile(key, record, [folder, sides.container], hash);
    if (!file?.path.startsWith('/')) return [];
    const host = toHost(file.path, sides.container, sides);
    const isInside = !isElsewhere(host) && host.length > sides.host.length + 1;
    return isInside && !actsOnHost(host.slice(sides.host.length)) ? [{ ...file, host }] : [];
  });
}

/**
 * A container's line about checkpoints, built anew: one line for each file, of the kind that is a delta. Clients that do not look
 * whether a folder has become a link at a rewind mostly do not know that kind, and pass it over; those that do refuse a
 * file whose folder is not `realParentDir` then. That is what the host's path says, never what the container does.
 */
export function checkpointsForHost(
  line: JsonRecord,
  chain: Chain,
  { hash, deletes, ...where }: TakenCheckpoints & { sides: Sides; folder: string },
): JsonRecord[] {
  const ids = idsOf(line).map((id) => (isUuid(id) ? chain.kept(id) : null));
  const [messageId, snapshotMessageId] = ids;
  if (!messageId || !snapshotMessageId) return [];
  return trackedInside(line, { ...where, hash }).flatMap(({ host, record, backup }) => {
    const { version = backup, backupTime } = record;
    if (!isVersion(version) || !isTime(backupTime) || (backup === undefined && !deletes)) return [];
    const backupFileName = backup === undefined ? null : backupName(host, backup, hash);
    return {
      type: 'file-history-delta',
      messageId,
      snapshotMessageId,
      trackingPath: host,
      backup: { backupFileName, version, backupTime, realParentDir: folderOf(host) },
      timestamp: backupTime,
    };
  });
}

const isVersion = (value: unknown) => Number.isSafeInteger(value) && Number(value) > 0 && Number(value) < 1e6;

/** The message before which the files were so, after the one that tells it. */
function idsOf({ type, messageId, snapshotMessageId, snapshot }: JsonRecord): unknown[] {
  if (type === 'file-history-delta') return [messageId, snapshotMessageId];
  return [messageId, isRecord(snapshot) ? snapshot.messageId : undefined];
}
