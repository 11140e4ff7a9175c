import { counted } from '@claude-sessions/core/counted.ts';
import type { SnapshotReason } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { takeSnapshot } from '../snapshots/snapshots.ts';
import type { Due } from './dueForSweep.ts';

/** What came of keeping. */
export interface Kept {
  /** Snapshots that were added. */
  readonly snapshots: number;
  /** What could not be kept, sentences. */
  readonly troubles: readonly string[];
}

interface Keeping {
  readonly home: string;
  readonly configDir: string;
  readonly reason: SnapshotReason;
}

/** Takes a snapshot of each of some projects. One that fails keeps no other from being taken. */
export async function keepProjects(projects: Iterable<string>, keeping: Keeping): Promise<Kept> {
  let snapshots = 0;
  const troubles: string[] = [];
  for (const project of new Set(projects)) {
    try {
      const onTrouble = (sentence: string) => void troubles.push(sentence);
      const { isUnchanged } = await takeSnapshot({ ...keeping, project, onTrouble });
      if (!isUnchanged) snapshots++;
    } catch (error) {
      troubles.push(`${project} could not be kept: ${(error as Error).message}`);
    }
  }
  return { snapshots, troubles };
}

/** Keeps what is about to be deleted and is not kept yet. */
export async function keepDue(due: readonly Due[], keeping: Keeping): Promise<Kept> {
  const lacking = due.filter(({ isKept }) => !isKept);
  const { snapshots, troubles } = await keepProjects(
    lacking.flatMap(({ project }) => project ?? []),
    keeping,
  );
  const homeless = lacking.filter(({ project }) => project === undefined);
  if (homeless.length === 0) return { snapshots, troubles };
  const slugs = [...new Set(homeless.map(({ conversation }) => conversation.slug))].slice(0, mostNamed);
  const sentence = `${counted(homeless.length, 'conversation')} could not be kept, since nothing tells of which project: ${slugs.join(', ')}.`;
  return { snapshots, troubles: [...troubles, sentence] };
}

const mostNamed = 3;
