import type { Snapshot, SnapshotFile } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { isTranscript, sessionOf } from '@claude-sessions/core/snapshots/sessionOf.ts';
import { openOnHost } from '../../conversations/hostState.ts';
import { sayingDiskFull } from '../../host/diskFull.ts';
import { UserError } from '../../host/errors.ts';
import { applyChanges } from '../../snapshots/applyChanges.ts';
import { hostFiles } from '../../snapshots/hostFiles.ts';
import { ProjectTree } from '../../snapshots/ProjectTree.ts';
import { listSnapshots } from '../../snapshots/snapshots.ts';
import { isUntouched, type SnapshotRequest, takeSnapshot } from '../../snapshots/takeSnapshot.ts';
import { withStore } from '../../snapshots/withStore.ts';
import type { Chosen } from './chooseConversations.ts';

/** What became of some conversations of a project. */
export interface LetGo {
  readonly project: string;
  /** The snapshot that has them. */
  readonly snapshot: string;
  readonly removed: readonly string[];
  /** Why one stays, a sentence each. */
  readonly failed: readonly string[];
  readonly files: number;
  readonly bytes: number;
}

/**
 * Takes conversations of one project away, with what belongs to them: a snapshot has them first, and nothing goes that is not as that has it.
 * What belongs to one goes before its transcript, so that a run that was killed is gone on with by the same command.
 * @throws UserError when no snapshot can be taken; nothing is taken away then
 */
export async function letGo(request: SnapshotRequest, chosen: readonly Chosen[]): Promise<LetGo> {
  const sessions = chosen.map(({ conversation }) => conversation.id);
  return await sayingDiskFull('nothing goes that is not kept', () =>
    withStore(request.home, () => takeAway(request, sessions, chosen), 'rollback'),
  );
}

async function takeAway(
  request: SnapshotRequest,
  sessions: readonly string[],
  chosen: readonly Chosen[],
): Promise<LetGo> {
  const troubles: string[] = [];
  const { snapshot, files } = await keepFirst(request, sessions, troubles);
  const open = await openOnHost(request.configDir);
  const [removed, failed] = [[] as string[], troubles];
  let [count, bytes] = [0, 0];
  for (const { conversation } of chosen) {
    const { id, slug, isRemnant } = conversation;
    const own = filesOf(files, slug, id);
    const isKept = isRemnant || own.some(({ path }) => path === `projects/${slug}/${id}.jsonl`);
    if (open.has(id)) failed.push(`${id} stays: Claude Code has it open.`);
    else if (!isKept) failed.push(`${id} stays: it could not be kept.`);
    else {
      try {
        await removeOne(request, `${slug}/${id}`, own);
        removed.push(id);
        count += own.length;
        bytes += own.reduce((sum, { size }) => sum + size, 0);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        failed.push(`${id} stays: ${error.message}`);
      }
    }
  }
  return { project: request.project, snapshot: snapshot.id, removed, failed, files: count, bytes };
}

/** Of what lies elsewhere under the same id, with its tasks and checkpoints, nothing. */
function filesOf(files: readonly SnapshotFile[], slug: string, id: string): SnapshotFile[] {
  const own = `projects/${slug}/`;
  const all = files.filter(({ path }) => sessionOf(path) === id);
  const isTwice = all.some(({ path }) => isTranscript(path) && !path.startsWith(own));
  return all.filter(({ path }) => path.startsWith(own) || !(isTwice || path.startsWith('projects/')));
}

/** The snapshot that an earlier run took, where it was killed: what that took away is in it, and would not be in another. */
async function keepFirst(
  request: SnapshotRequest,
  sessions: readonly string[],
  troubles: string[],
): Promise<{ snapshot: Snapshot; files: readonly SnapshotFile[] }> {
  const [last] = await listSnapshots(request);
  if (last?.reason === 'before-prune') {
    const kept = new Map(hostFiles(last).map((file) => [file.path, file]));
    const now = await withTree(request, sessions, (tree) => tree.collect(new Set(kept.keys()), new Set()));
    const files = now.flatMap((file) => {
      const before = kept.get(file.path);
      return before && isUntouched(before, file) ? before : [];
    });
    if (files.length === now.length) return { snapshot: last, files };
  }
  return await takeSnapshot({
    ...request,
    sessions,
    reason: 'before-prune',
    onTrouble: (sentence) => void troubles.push(sentence),
  });
}

async function withTree<T>(
  { configDir, project }: SnapshotRequest,
  sessions: readonly string[],
  work: (tree: ProjectTree) => Promise<T>,
): Promise<T> {
  const tree = new ProjectTree({ configDir, project, sessions });
  try {
    return await work(tree);
  } finally {
    tree.close();
  }
}

async function removeOne(
  request: SnapshotRequest,
  path: string,
  files: readonly SnapshotFile[],
): Promise<void> {
  const ordered = [...files].sort((a, b) => Number(isTranscript(a.path)) - Number(isTranscript(b.path)));
  await withTree(request, [], async (tree) => {
    const changes = ordered.map((file) => ({ path: file.path, to: undefined, from: file }));
    await sayingDiskFull('not everything was taken away', () =>
      applyChanges(request.home, tree, changes, async () => undefined),
    );
    removeEmptyBelow(tree, path);
  });
}

/** Folders in which there are none but folders. What is no regular file stays, and the folder with it. */
function removeEmptyBelow(tree: ProjectTree, path: string, depth = 0): void {
  const side = tree.side('projects');
  if (!side?.stats(path)?.isDirectory() || depth > maxDepth) return;
  for (const name of side.names(path)) removeEmptyBelow(tree, `${path}/${name}`, depth + 1);
  side.removeEmpty(path);
}

const maxDepth = 20;
