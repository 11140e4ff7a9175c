import { attachmentFacts } from './attachmentFacts.ts';
import { isRecord, type JsonRecord } from './jsonRecord.ts';
import type { LatestValue, LineFact, RewindTarget } from './lineFact.ts';
import { isOfChain, unknownNames } from './unknownNames.ts';

/**
 * What the value of a line says: what acts in it as the catalogue of lines (`schemas/transcript-lines.json`) has it, and what
 * that does not know.
 * @param session whose lines these should be; undefined where any will do
 */
export function lineFacts(value: unknown, session: string | undefined): LineFact[] {
  if (!isRecord(value)) return [];
  const facts = typeFacts(value, session !== undefined && value.sessionId !== session);
  for (const what of unknownNames(value)) facts.push({ kind: 'unknown', what });
  if (typeof value.sessionId === 'string') facts.push({ kind: 'sessions', what: value.sessionId });
  if (typeof value.cwd === 'string' && isOfChain(value)) facts.push({ kind: 'folders', what: value.cwd });
  return facts;
}

/** @param foreign the line is of another session */
function typeFacts(line: JsonRecord, foreign: boolean): LineFact[] {
  switch (line.type) {
    case 'file-history-snapshot':
      return snapshotTargets(line).map((what) => ({ kind: 'rewinds', what }));
    case 'file-history-delta':
      return typeof line.trackingPath === 'string'
        ? [{ kind: 'rewinds', what: rewindTarget(line.trackingPath, line.backup) }]
        : [];
    case 'attachment':
      return attachmentFacts(line);
    case 'worktree-state':
      return isRecord(line.worktreeSession) ? worktreePaths(line.worktreeSession) : [];
    case 'agent-setting':
      return typeof line.agentSetting === 'string' ? [{ kind: 'agents', what: line.agentSetting }] : [];
    case 'permission-mode':
      return latest(foreign ? 'permission-mode of another session' : 'permission-mode', line.permissionMode);
    case 'mode':
      return latest(foreign ? 'mode of another session' : 'mode', line.mode);
    case 'ended-by-model':
      return [{ kind: 'stops', what: 'ended-by-model' }];
    case 'repl-mode':
      return line.replMode ? [{ kind: 'stops', what: 'repl-mode' }] : [];
    default:
      return [];
  }
}

function latest(name: LatestValue['name'], value: unknown): LineFact[] {
  return typeof value === 'string' ? [{ kind: 'latest', what: { name, value } }] : [];
}

function snapshotTargets(line: JsonRecord): RewindTarget[] {
  const backups = isRecord(line.snapshot) ? line.snapshot.trackedFileBackups : undefined;
  if (!isRecord(backups)) return [];
  return Object.entries(backups).map(([path, backup]) => rewindTarget(path, backup));
}

function rewindTarget(path: string, backup: unknown): RewindTarget {
  const record = isRecord(backup) ? backup : {};
  const name = record.backupFileName;
  return {
    path,
    backup: name === null || typeof name === 'string' ? name : undefined,
    time: typeof record.backupTime === 'string' ? Date.parse(record.backupTime) : Number.NaN,
  };
}

function worktreePaths(session: JsonRecord): LineFact[] {
  const paths = [session.worktreePath, session.originalCwd, session.preEnterOriginalCwd];
  return paths
    .filter((path): path is string => typeof path === 'string' && path !== '')
    .map((what) => ({ kind: 'worktrees', what }));
}
