import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { readCleanupPeriodDays } from '@claude-sessions/core/container/insideReport.ts';
import { type KeepEvent, keepEvents } from '@claude-sessions/core/keep/keepHooks.ts';
import * as z from 'zod/mini';
import { findConversations } from '../conversations/findConversations.ts';
import { requestForProject } from '../conversations/requestFor.ts';
import { tryReadOwnText } from '../host/files.ts';
import { lockFolder, withLock } from '../host/withLock.ts';
import { dueForSweep } from './dueForSweep.ts';
import { type Kept, keepDue, keepProjects } from './keepDue.ts';
import { keepPlace } from './keepPlace.ts';
import { writeLastKeep } from './lastKeep.ts';

/** As hooks get it on stdin, see https://code.claude.com/docs/en/hooks. */
const inputSchema = z.object({ cwd: z.string().check(z.regex(/^\//)) });

const dayMs = 24 * 60 * 60 * 1000;
/** Another session may have begun at the same time, with gigabytes that are new. */
const patience = 600_000;

/** What the hooks of keep do, in the background: what came of it is noted, and said by `keep status`. */
export async function keepRun(home: string, event: string | undefined, input: string): Promise<void> {
  const known = keepEvents.find((each) => each === event);
  if (!known) return;
  await withLock(
    join(lockFolder(), 'keep.lock'),
    async () => {
      const kept = await keep(home, known, input).catch((error: Error) => ({
        snapshots: 0,
        troubles: [error.message],
      }));
      const { last, script } = keepPlace(home);
      // It may have been turned off meanwhile.
      if (await lstat(script.path).catch(() => undefined))
        await writeLastKeep(last, { at: Date.now(), ...kept, troubles: [...kept.troubles] });
    },
    patience,
  );
}

async function keep(home: string, event: KeepEvent, input: string): Promise<Kept> {
  const { cwd } = inputSchema.parse(JSON.parse(input));
  const { configDir, project } = await requestForProject(cwd);
  const keeping = { home, configDir, reason: 'kept' } as const;
  const hasAny = (await findConversations({ configDir, home, project })).length > 0;
  const own = await keepProjects(hasAny ? [project] : [], keeping);
  if (event === 'SessionEnd') return own;
  // The sweep goes by the settings of the project in which Claude Code was started, over every project.
  const period = await projectPeriod(project);
  const due = await dueForSweep({ configDir, home, period }, Date.now());
  const others = await keepDue(
    due.filter((each) => each.project !== project),
    keeping,
  );
  return {
    snapshots: own.snapshots + others.snapshots,
    troubles: [...own.troubles, ...others.troubles],
  };
}

async function projectPeriod(project: string): Promise<number | undefined> {
  const texts = await Promise.all(
    ['settings.json', 'settings.local.json'].map((name) => tryReadOwnText(join(project, '.claude', name))),
  );
  const days = texts.flatMap((text) => readCleanupPeriodDays(text ?? '') ?? []).at(-1);
  return days === undefined ? undefined : days * dayMs;
}
