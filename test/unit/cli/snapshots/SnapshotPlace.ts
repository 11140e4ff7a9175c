import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Snapshot } from '@claude-sessions/core/snapshots/Snapshot.ts';
import {
  readFromSnapshot,
  type SnapshotRequest,
  type TakeRequest,
  takeSnapshot,
} from '../../../../cli/src/snapshots/snapshots.ts';
import { sessionNumber } from '../../../harness/conversations/TranscriptWriter.ts';
import { Place, put } from '../../../harness/place/Place.ts';

export { sessionNumber };

/** A project's conversations and the snapshots of them. */
export class SnapshotPlace extends Place {
  readonly configDir = join(this.home, '.claude');
  readonly slug = this.folder.replace(/[^A-Za-z0-9]/g, '-');
  readonly transcripts = join(this.configDir, 'projects', this.slug);
  readonly store = join(this.home, '.claude-sessions/snapshots');
  readonly request: SnapshotRequest = { home: this.home, configDir: this.configDir, project: this.folder };

  take(parts: Partial<TakeRequest> = {}) {
    return takeSnapshot({ ...this.request, reason: 'before-merge', ...parts });
  }

  /** Writes a file of the config directory. */
  put(path: string, content: string | Uint8Array): string {
    return put(join(this.configDir, path), content);
  }

  transcript(number: number): string {
    return `projects/${this.slug}/${sessionNumber(number)}.jsonl`;
  }

  /** Every file below a folder, with what it holds. */
  files(folder = this.configDir): Map<string, string> {
    const found = new Map<string, string>();
    if (!existsSync(folder)) return found;
    for (const name of readdirSync(folder, { recursive: true }) as string[])
      if (lstatSync(join(folder, name)).isFile()) found.set(name, digest(readFileSync(join(folder, name))));
    return found;
  }

  /** What a snapshot gives back. */
  back({ sides }: Snapshot): Map<string, string> {
    const files = sides.flatMap((side) => side.files);
    return new Map(files.map((file) => [file.path, digest(Buffer.concat(this.bytesOf(file)))]));
  }

  bytesOf(file: Parameters<typeof readFromSnapshot>[1]): Buffer[] {
    return Array.from(readFromSnapshot(this.home, file), (bytes) => Buffer.from(bytes));
  }
}

const digest = (bytes: Uint8Array) => `${bytes.length} ${createHash('sha256').update(bytes).digest('hex')}`;
