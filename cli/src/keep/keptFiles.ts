import type { Conversation } from '@claude-sessions/core/conversations/Conversation.ts';
import type { SnapshotFile } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { listSnapshots } from '../snapshots/snapshots.ts';
import type { SnapshotRequest } from '../snapshots/takeSnapshot.ts';

/** What snapshots of a project have of this host's files: of each path the last. */
export class KeptFiles {
  readonly #last = new Map<string, SnapshotFile>();
  readonly #sessions = new Set<string>();

  /** Of a store that cannot be read nothing counts as kept. */
  static async of(request: SnapshotRequest): Promise<KeptFiles> {
    const kept = new KeptFiles();
    for (const { sides } of await listSnapshots(request).catch(() => []))
      for (const { place, files } of sides) if (place.kind === 'host') kept.#add(files);
    return kept;
  }

  #add(files: readonly SnapshotFile[]): void {
    for (const file of files) {
      if (!this.#last.has(file.path)) this.#last.set(file.path, file);
      const [top, slug, id] = file.path.split('/');
      if (top === 'projects') this.#sessions.add(`${slug}/${id}`);
    }
  }

  /** True when its transcript is kept as it is now; of a remnant, when anything of it is. */
  has({ slug, id, size, changedAt, isRemnant }: Conversation): boolean {
    if (isRemnant) return this.#sessions.has(`${slug}/${id}`);
    const file = this.#last.get(`projects/${slug}/${id}.jsonl`);
    return file !== undefined && file.size === size && Math.abs(file.changedAt - changedAt) < 1;
  }
}
