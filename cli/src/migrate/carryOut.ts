import { homedir } from 'node:os';
import { join } from 'node:path';
import { userOf } from '../host/copyState.ts';
import type { Engine } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { lockFolder, withLock } from '../host/withLock.ts';
import { copyParts } from './copyParts.ts';
import type { Job } from './job.ts';
import { storeWords } from './migrationLines.ts';
import type { Done } from './migrationReport.ts';
import { nameOf } from './origins.ts';
import { copierNameFor, type Migration } from './plan.ts';
import { rememberTaken } from './rememberTaken.ts';

/** @throws UserError when a running container could write what is copied, or where */
export async function refuseUsed({ engine, targets }: Job, wanted: readonly Migration[]): Promise<void> {
  refuseUsedOrigins(engine, wanted);
  await refuseUsedTargets({ engine, targets });
}

async function refuseUsedTargets({ engine, targets }: Pick<Job, 'engine' | 'targets'>): Promise<void> {
  for (const target of [targets.config, ...(targets.home ? [targets.home] : [])]) {
    const user = await userOf(engine, target);
    if (user !== undefined) throw isUsed(engine, user, `the volume ${target.volume}`);
  }
}

/** @throws UserError when a running container has one of the sources */
export function refuseUsedOrigins(engine: Engine, migrations: readonly Migration[]): void {
  for (const { usedBy, origin } of migrations)
    if (usedBy !== undefined) throw isUsed(engine, usedBy, storeWords(origin, homedir()));
}

function isUsed({ command }: Engine, container: string, what: string): UserError {
  return new UserError(
    `The container ${container} runs with ${what}.`,
    `Stop it with \`${command} stop ${container}\`, then run this again; nothing was changed.`,
  );
}

/** Whoever was asked may have taken a while: what runs now counts. */
async function refuseStarted({ engine, targets }: Job, wanted: readonly Migration[]): Promise<void> {
  for (const { origin } of wanted) {
    const user = await userOf(engine, origin.store);
    if (user !== undefined) throw isUsed(engine, user, storeWords(origin, homedir()));
  }
  await refuseUsedTargets({ engine, targets });
}

/**
 * Of several at once, each waits for the one before: they would write into the same volumes.
 * @throws UserError when a container was started meanwhile that could write what is copied, or where
 */
export function carryOut(job: Job, wanted: readonly Migration[]): Promise<Map<Migration, Done>> {
  const { workspace, copier, targets } = job;
  const lock = `${workspace?.devcontainerId ?? copierNameFor(targets.config.volume)}.lock`;
  return withLock(join(lockFolder(), lock), async () => {
    await refuseStarted(job, wanted);
    const done = new Map<Migration, Done>();
    for (const each of wanted) {
      if ('why' in each) continue;
      const copied = await copyParts(copier, each.parts);
      done.set(each, copied);
      if (workspace && !('why' in copied)) await rememberTaken(workspace, [nameOf(each.origin.store)]);
    }
    return done;
  });
}
