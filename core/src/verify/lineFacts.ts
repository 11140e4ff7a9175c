import { attachmentFacts } from './attachmentFacts.ts';
import { isRecord, type JsonRecord } from './jsonRecord.ts';
import type { LineFact, RewindTarget } from './lineFact.ts';

/**
 * What the value of a line says. Knows only what was seen to act (measured with 2.1.329): other lines, known or not, say
 * nothing here.
 */
export function lineFacts(value: unknown): LineFact[] {
  if (!isRecord(value)) return [];
  const session: LineFact[] =
    typeof value.sessionId === 'string' ? [{ kind: 'sessions', what: value.sessionId }] : [];
  return [...session, ...typeFacts(value)];
}

function typeFacts(line: JsonRecord): LineFact[] {
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
    default:
      return [];
  }
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
