import { attachmentFacts } from './attachmentFacts.ts';
import { isRecord, type JsonRecord } from './jsonRecord.ts';

/** A file that a rewind to some message would restore. */
export interface RewindTarget {
  /** As recorded: relative to the conversation's folder when inside of it, else absolute. */
  readonly path: string;
  /** Null: it did not exist, and a rewind deletes it. Undefined when it is neither text nor null. */
  readonly backup: string | null | undefined;
  /** When it was recorded, in milliseconds; NaN when that cannot be read. */
  readonly time: number;
}

/** A text that a resumed conversation sends in the system's name. */
export interface PromptText {
  /** `prompt`: a part of a recorded system prompt; `reminder`: an attachment, of its `type`. */
  readonly kind: 'prompt' | 'reminder';
  readonly type: string;
  readonly text: string;
}

/** What a line of a transcript says that acts where the conversation is resumed. */
export type LineFact =
  | { readonly kind: 'sessions'; readonly what: string }
  | { readonly kind: 'rewinds'; readonly what: RewindTarget }
  | { readonly kind: 'texts'; readonly what: PromptText }
  | { readonly kind: 'scheduled'; readonly what: string }
  | { readonly kind: 'worktrees'; readonly what: string }
  | { readonly kind: 'agents'; readonly what: string };

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
