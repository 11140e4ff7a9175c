import { isRecord, type JsonRecord } from '../verify/jsonRecord.ts';
import { isWithinBounds } from '../verify/lineBounds.ts';
import {
  backupName,
  folderOf,
  type Hash,
  isCheckpointLine,
  type Tracked,
  trackedFile,
  trackedRecords,
} from './checkpoints.ts';
import { isOfProject, type Sides, toContainer } from './pathMap.ts';

/** The files of a host's line that lie in the project, as far as the line proves which they are. */
export function trackedOnHost(line: JsonRecord, sides: Sides, hash: Hash): Tracked[] {
  const folders = [sides.host, ...(sides.hostAlso ?? [])];
  return trackedRecords(line)
    .map(([key, record]) => trackedFile(key, record, folders, hash))
    .filter((file): file is Tracked => file !== undefined && isProven(file, sides));
}

/** Which file is meant is sure, and its folder was no link when it was backed up, as newer clients record it. */
function isProven({ key, record, path, backup }: Tracked, sides: Sides): boolean {
  const { realParentDir: parent } = record;
  if (!isOfProject(path, sides)) return false;
  if (typeof parent !== 'string') return backup !== undefined || key === path;
  return toContainer(parent, sides) === folderOf(toContainer(path, sides));
}

/**
 * A host's line with its checkpoints as the container has them; others stay as they are. Paths become
 * absolute: what they are relative to is decided by the folder in which the client runs.
 */
export function checkpointsForContainer(line: JsonRecord, sides: Sides, hash: Hash): JsonRecord {
  const mapped = new Map(
    trackedOnHost(line, sides, hash).map((file) => [file.key, forContainer(file, sides, hash)]),
  );
  if (mapped.size === 0) return line;
  const only = mapped.get(String(line.trackingPath));
  if (line.type === 'file-history-delta')
    return only ? { ...line, trackingPath: only.path, backup: only.backup } : line;
  const files = trackedRecords(line).map(([key, record]) => {
    const file = mapped.get(key);
    return file ? [file.path, file.backup] : [key, record];
  });
  const snapshot = isRecord(line.snapshot) ? line.snapshot : {};
  return { ...line, snapshot: { ...snapshot, trackedFileBackups: Object.fromEntries(files) } };
}

/** As `checkpointsForContainer`, of a line's text. Undefined where it is no such line, or stays as it is. */
export function mapCheckpointLine(text: string, sides: Sides, hash: Hash): string | undefined {
  if (!isWithinBounds(text)) return undefined;
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(line) || !isCheckpointLine(line)) return undefined;
  const made = checkpointsForContainer(line, sides, hash);
  return made === line ? undefined : JSON.stringify(made);
}

function forContainer({ path: onHost, record, backup }: Tracked, sides: Sides, hash: Hash) {
  const path = toContainer(onHost, sides);
  const { realParentDir: parent } = record;
  return {
    path,
    backup: {
      ...record,
      ...(backup !== undefined && { backupFileName: backupName(path, backup, hash) }),
      ...(typeof parent === 'string' && { realParentDir: toContainer(parent, sides) }),
    },
  };
}
