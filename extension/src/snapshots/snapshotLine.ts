import { counted } from '@claude-sessions/core/counted.ts';
import type { EditorSnapshot } from '../../../cli/src/api/types.ts';
import { plainLine } from '../text/plainText.ts';
import { sizeWords } from '../text/sizeWords.ts';
import { fullWhen, whenWords } from '../text/whenWords.ts';
import { icons } from '../view/icons.ts';
import type { TreeNode } from '../view/TreeNode.ts';

const reasons: Record<EditorSnapshot['reason'], string> = {
  asked: 'Snapshot',
  'before-rollback': 'Before a rollback',
  'before-restore': 'Before a restore',
  'before-merge': 'Before a merge',
  'before-prune': 'Before a prune',
  'before-sync': 'Before a sync',
  'before-adopt': 'Before an adoption',
  'before-verify': 'Before a quarantine',
  'before-sweep': 'Before Claude Code deleted',
  kept: 'Kept by itself',
};

/** How a snapshot is shown, wherever it is: as plain text. */
export interface SnapshotWords {
  readonly label: string;
  readonly description: string;
  readonly details: readonly string[];
}

/** @param withFolder of several folders it says which */
export function snapshotWords(snapshot: EditorSnapshot, now: number, withFolder: boolean): SnapshotWords {
  const { id, name, takenAt, reason, size, conversations, isPart } = snapshot;
  const label = plainLine(name?.trim() ?? '', 120) || reasons[reason];
  const count = counted(conversations.length, 'conversation');
  const folder = plainLine(snapshot.folder.split(/[\\/]/).findLast((part) => part !== '') ?? '', 60);
  const description = [whenWords(takenAt, now), count, sizeWords(size), ...(withFolder ? [folder] : [])].join(
    ' · ',
  );
  const details = [
    label,
    `Taken: ${fullWhen(takenAt)}`,
    `Why: ${reason === 'asked' ? 'it was asked for' : reasons[reason].toLowerCase()}`,
    `Has: ${count}${isPart ? ' alone' : ''}, ${sizeWords(size)}`,
    `Id: ${plainLine(id, 60)}`,
  ];
  return { label, description, details };
}

export function snapshotLine(snapshot: EditorSnapshot, now: number, withFolder: boolean): TreeNode {
  const { label, description, details } = snapshotWords(snapshot, now, withFolder);
  return {
    id: `snapshot|${snapshot.folder}|${snapshot.id}`,
    label,
    description,
    tooltip: details.join('\n'),
    icon: icons.snapshot,
    expand: 'none',
    context: 'snapshot',
    spoken: `${label}, ${description.replaceAll(' · ', ', ')}`,
    command: 'rollBack',
    snapshot,
    children: [],
  };
}
