import type { Engine } from '../host/engine.ts';
import { type PrepareResult, prepareWorkspace } from '../prepare/prepareWorkspace.ts';
import { type PreparedRest, removePrepared } from '../prepare/removePrepared.ts';
import { includeInGit } from '../workspace/gitExclude.ts';
import { keepOutOfGit } from '../workspace/personal.ts';
import { ensureCanMake, type MakeOptions, makeChange } from './makeChange.ts';
import type { Outcome } from './planChange.ts';

/** How a change is made. */
interface CarryOutOptions extends Pick<MakeOptions, 'chosen' | 'writeConfig'> {
  /** By `remove` it is asked whether a container still mounts what was prepared. */
  readonly engine: Engine;
  /** A personal configuration is kept out of git. */
  readonly personal?: boolean | undefined;
}

/** What was done beside the files. */
export interface CarriedOut {
  /** Where the file as it was is kept, when it is not what `remove` restores. */
  readonly kept?: string;
  readonly prepared?: PrepareResult;
  /** Why git goes on to see the personal configuration, as a sentence. */
  readonly seenByGit?: string;
  /** What `remove` has left of what was prepared. */
  readonly rest: PreparedRest;
}

/**
 * Makes a change: what may be refused first, then the host, the record and the scripts, devcontainer.json last; when all
 * is taken out, what was prepared after that.
 * @throws UserError when it could not be made: then nothing is changed but what was prepared on the host, which does no harm
 */
export async function carryOut(outcome: Outcome, options: CarryOutOptions): Promise<CarriedOut> {
  const { target, mode, plan, collection } = outcome;
  const { workspace } = target;
  await ensureCanMake(outcome);
  const prepares = mode === 'share' && plan.after !== null;
  const prepared = prepares
    ? await prepareWorkspace(workspace, {
        document: plan.after,
        present: target.current ?? undefined,
        collection,
      })
    : undefined;
  const exclusion = options.personal && mode !== 'none' ? await keepOutOfGit(workspace) : undefined;
  const excluded = exclusion?.added;
  const { chosen, writeConfig } = options;
  const kept = await makeChange(outcome, { chosen, excluded, writeConfig }).catch(async (error: unknown) => {
    if (excluded) await includeInGit(workspace, excluded).catch(() => undefined);
    throw error;
  });
  if (mode === 'none' && target.record?.excluded) await includeInGit(workspace, target.record.excluded);
  const rest = mode === 'none' ? await removePrepared(workspace, options.engine) : { left: [] };
  return {
    ...(kept !== undefined && { kept }),
    ...(prepared && { prepared }),
    ...(exclusion?.seen !== undefined && { seenByGit: exclusion.seen }),
    rest,
  };
}
