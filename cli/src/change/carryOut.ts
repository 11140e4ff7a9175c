import { needsPrepare } from '@claude-sessions/core/share/options.ts';
import type { Engine } from '../host/engine.ts';
import { type PrepareResult, prepareWorkspace } from '../prepare/prepareWorkspace.ts';
import { type PreparedRest, removePrepared } from '../prepare/removePrepared.ts';
import type { ReviewReport } from '../review/syncProject.ts';
import { pullKept, syncReview } from '../review/syncReview.ts';
import { includeInGit } from '../workspace/gitExclude.ts';
import { keepOutOfGit } from '../workspace/personal.ts';
import { rememberIdentity } from '../workspace/projectIdentity.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { ensureCanMake, type MakeOptions, makeChange } from './makeChange.ts';
import type { Outcome } from './planChange.ts';

/**
 * How a change of mode goes, from the command to the files. Up to step 4 nothing is written; `--dry-run` ends there.
 *
 * 1. `workspace/findTarget.ts` finds the devcontainer.json that is meant, or makes a new or a personal one in memory: a
 *    `Target`, with the host's record of earlier commands (`workspace/records.ts`).
 * 2. `lookAhead.ts` refuses what must not be, and adds to the plan what the user is told beforehand: what the container
 *    will reach beyond what is shared, what Claude Code will ask, whether the host can be prepared. `remove` and
 *    `doctor --fix` leave this step out.
 * 3. `planChange.ts` refuses what cannot be shared under Docker Compose, and asks whether Claude Code is to be installed.
 * 4. `planMode` (`plan.ts`) works out the text of every file, by core's `applyMode`. It starts from the file as it was
 *    before our first command, where that is known, so that a mode can be taken back to the byte.
 * 5. `carryOut` (here) makes sure that every file can be written and none changed since the plan (`ensureCanMake`). Then it
 *    prepares the host if the mode is `share` or the host's login is mounted, since a mount needs its source, and keeps a personal file out of git.
 * 6. `makeChange.ts` writes the host's record, the scripts, and devcontainer.json last: whoever sees it finds what it
 *    needs. When one of these fails, `Undo.ts` takes back the others.
 * 7. `remove` clears the prepared folder last (`prepare/removePrepared.ts`), unless a container may still mount it.
 *
 * The callers are `commands/setMode.ts`, `commands/remove.ts`, `doctor/fixConfiguration.ts`, and for VS Code
 * `api/planModeChange.ts`, where the editor itself writes devcontainer.json (`writeConfig`).
 */

interface CarryOutOptions extends Pick<MakeOptions, 'chosen' | 'writeConfig'> {
  /** By `remove` it is asked whether a container still mounts what was prepared. */
  readonly engine: Engine;
  /** A personal configuration is kept out of git. */
  readonly personal?: boolean | undefined;
}

export interface CarriedOut {
  /** The path of a copy of the file as it was before the first command, when `remove` no longer restores that. */
  readonly kept?: string;
  readonly prepared?: PrepareResult;
  /** Why git goes on to see the personal configuration, as a sentence. */
  readonly seenByGit?: string;
  /** Of a reviewed project, what was carried before the change and after it. */
  readonly carried: readonly ReviewReport[];
  /** Nothing left, unless the mode is `none`. */
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
  // What the container wrote until now comes along, however it is shared from now on.
  const pulled = await syncReview(workspace, process.env, 'pull');
  const keptBefore = await tryPullKept(workspace);
  const prepares = needsPrepare(mode, outcome.options) && plan.after !== null;
  const prepared = prepares
    ? await prepareWorkspace(workspace, {
        document: plan.after,
        // Of a file that is yet to be made: what it is made of says what a container could reach until now.
        present: target.current ?? target.start,
        collection,
        mode,
      })
    : undefined;
  const exclusion = options.personal && mode !== 'none' ? await keepOutOfGit(workspace) : undefined;
  const excluded = exclusion?.added;
  const { chosen, writeConfig } = options;
  const kept = await makeChange(outcome, { chosen, excluded, writeConfig }).catch(async (error: unknown) => {
    if (excluded) await includeInGit(workspace, excluded).catch(() => undefined);
    throw error;
  });
  const isShared = mode === 'share' && prepares;
  const pushed = isShared ? await syncReview(workspace, process.env) : undefined;
  // It went on writing while the mirror was set aside.
  const keptAfter = isShared ? await tryPullKept(workspace) : undefined;
  if (mode === 'isolate') await rememberIdentity(workspace);
  if (mode === 'none' && target.record?.excluded) await includeInGit(workspace, target.record.excluded);
  const rest = mode === 'none' ? await removePrepared(workspace, options.engine) : { left: [] };
  return {
    ...(kept !== undefined && { kept }),
    ...(prepared && { prepared }),
    ...(exclusion?.seen !== undefined && { seenByGit: exclusion.seen }),
    carried: [pulled, keptBefore, pushed, keptAfter].filter((report) => report !== undefined),
    rest,
  };
}

/** That it cannot be taken over keeps nobody from a change: it stays where it is, and `status` says that it waits. */
function tryPullKept(workspace: Workspace): Promise<ReviewReport | undefined> {
  return pullKept(workspace, process.env).catch(() => undefined);
}
