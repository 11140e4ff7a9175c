import type { Counted } from '@claude-sessions/core/stats/Counted.ts';
import { type PlannedJob, planSearch } from '../conversations/search/planSearch.ts';
import { CountThreads } from './CountThreads.ts';
import type { CountableFile } from './countedFiles.ts';

/** What could not be counted, for people. */
export interface CountTroubles {
  readonly onTrouble?: ((sentence: string) => void) | undefined;
}

/** What each file says, in their order, by its parts; undefined of one that could not be read whole. */
export async function countFiles(
  files: readonly CountableFile[],
  { onTrouble }: CountTroubles,
): Promise<(Counted[] | undefined)[]> {
  const counted: Counted[][] = files.map(() => []);
  const failed = new Set<number>();
  const threads = new CountThreads(files.reduce((sum, { size }) => sum + size, 0));
  const jobs = planSearch(files, ({ size }) => ({ size, isElsewhere: false }));
  let tooLong = 0;
  const work = async () => {
    for (let next = jobs.next(); !next.done; next = jobs.next()) await doJob(next.value);
  };
  const doJob = async ({ parts }: PlannedJob) => {
    const answers = await threads.count({
      parts: parts.map(({ index, start, end }) => ({
        ...{ path: files[index]?.path ?? '', start },
        ...(end !== undefined && { end }),
      })),
    });
    for (const [at, { index, part }] of parts.entries()) {
      const answer = answers[at];
      if (!answer) continue;
      if ('error' in answer) {
        failed.add(index);
        onTrouble?.(`${files[index]?.path} could not be read: ${answer.error}`);
      } else {
        tooLong += answer.tooLong;
        (counted[index] ?? [])[part] = answer.counted;
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: threads.jobs }, work));
  } finally {
    await threads.close();
  }
  if (tooLong > 0) onTrouble?.(`Lines of more than 16 MB were passed over: ${tooLong}.`);
  return counted.map((parts, index) => (failed.has(index) ? undefined : parts));
}
