import type { DevcontainerDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { type Copier, type Holding, lookIntoVolume, type OwnVolume, userOf } from '../host/copyState.ts';
import type { Engine } from '../host/engine.ts';
import { copyParts, type Part } from '../migrate/copyParts.ts';
import { findCopier } from '../migrate/findCopier.ts';
import { type Former, type FormerVolume, ownVolume } from '../migrate/formerStores.ts';
import { partsOf } from '../migrate/plan.ts';
import { rememberTaken } from '../migrate/rememberTaken.ts';
import type { Workspace } from '../workspace/workspace.ts';

/**
 * Taking over what a dev container kept in a volume before: `migrate` for those that a change of mode leaves behind, in the
 * order of its command:
 *
 * 1. `findFormer` (`migrate/formerStores.ts`): where that was, by devcontainer.json and Compose files without what is ours; a volume's
 *    name is the one that the container has mounted, else as the tools would make it. What the engine lacks is left out.
 * 2. `inspectFormer` (here): `findCopier` finds an image that the engine has, and `lookIntoVolume` what there is to copy.
 *    The user says yes or no to that.
 * 3. `carryOutTakeOver` (here), once devcontainer.json is written and before a container is brought up: `copyParts` has
 *    `core/assets/copyState.sh` copy it, in a short-lived container. The record notes the volume.
 *
 * The bridge of `claude-state` adopts the conversations at the next start, as it does those of the official dev container's
 * volume. Later, when it has put its link in their place, the script hands them to it as pending.
 */

/** A former volume, and what there is in it or why that cannot be said. */
export type Inspected = { readonly former: FormerVolume } & (
  | { readonly copier: Copier; readonly holding: Holding }
  | { readonly why: string }
);

/** What became of a former volume. `left`: nobody wanted it copied; `why`: it could not be. */
export type TakeOver = { readonly former: FormerVolume } & (
  | {
      readonly kind: 'taken';
      readonly holding: Holding;
      readonly kept: number;
      readonly stillUsedBy?: string;
    }
  | { readonly kind: 'left'; readonly why?: string }
);

/** Looks into former volumes. */
export async function inspectFormer(
  workspace: Workspace,
  document: DevcontainerDocument,
  former: Former,
  engine: Engine,
): Promise<Inspected[]> {
  if (former.volumes.length === 0) return [];
  const copier = await findCopier(workspace, document, former, engine);
  const inspected: Inspected[] = [];
  for (const each of former.volumes) {
    const holding = 'why' in copier ? copier : await lookIntoVolume(copier, each);
    if ('why' in holding) inspected.push({ former: each, why: holding.why });
    else if (!('why' in copier)) inspected.push({ former: each, copier, holding });
  }
  return inspected;
}

/**
 * Copies the state of former volumes, the one that was in use first, and remembers those that were.
 * @param hasHome the dev container keeps its user's home: the rest of a home goes there
 */
export async function carryOutTakeOver(
  workspace: Workspace,
  former: Former,
  wanted: readonly Inspected[],
  hasHome: boolean,
): Promise<TakeOver[]> {
  const done: TakeOver[] = [];
  let { own } = former;
  const home = ownVolume(`claude-user-home-${workspace.devcontainerId}`, undefined, own.composeProject);
  for (const each of wanted) {
    if ('why' in each) {
      done.push({ former: each.former, kind: 'left', why: each.why });
      continue;
    }
    const copied = await copyParts(each.copier, partsOfFormer(each.former, own, hasHome ? home : undefined));
    own = { ...own, exists: true };
    if ('why' in copied) {
      done.push({ former: each.former, kind: 'left', why: copied.why });
      continue;
    }
    const stillUsedBy = await userOf(each.copier.engine, each.former);
    const { holding } = each;
    done.push({
      former: each.former,
      kind: 'taken',
      holding,
      kept: copied.kept,
      ...(stillUsedBy && { stillUsedBy }),
    });
  }
  await rememberTaken(
    workspace,
    done.flatMap((each) => (each.kind === 'taken' ? [each.former.volume] : [])),
  );
  return done;
}

function partsOfFormer({ volume, inside, part }: FormerVolume, config: OwnVolume, home?: OwnVolume): Part[] {
  const layout = inside === '.claude' && part === '' ? 'home' : 'config';
  const found = { layout, inner: layout === 'home', rest: 1 } as const;
  return partsOf({ store: { volume }, place: { inside, part } }, found, { config, ...(home && { home }) })
    .parts;
}
