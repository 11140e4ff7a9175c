import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DevcontainerDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { preparedNames } from '@claude-sessions/core/prepare/layout.ts';
import { carryApproval } from '../approval/ensureApproved.ts';
import { openSessions } from '../facts/openSessions.ts';
import type { CopiedState } from '../host/copyState.ts';
import type { Engine } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { removeFile } from '../host/files.ts';
import { removePreparedFolder } from '../prepare/removePreparedFolder.ts';
import { readIdentity, rememberAdopted, rememberIdentity } from '../workspace/projectIdentity.ts';
import { readRecord } from '../workspace/records.ts';
import { hostConfigDir, insideWorkspace, type Workspace } from '../workspace/workspace.ts';
import { carryRecord } from './carryRecord.ts';
import { carryVerified } from './carryVerified.ts';
import { type FolderMove, moveConversations, planConversations } from './conversations.ts';
import type { Former } from './former.ts';
import type { MovedInto } from './moveInto.ts';
import { carryVolume, planVolume, type VolumeCopy, type VolumePlan } from './volume.ts';

/**
 * A project that was renamed, moved or cloned again takes over what is filed under its former place.
 *
 * 1. `former.ts` finds the place that is meant, and refuses one that is still there.
 * 2. `planAdoption` (here) works everything out and changes nothing: the conversations on this host (`conversations.ts`), the
 *    volume (`volume.ts`), the record. Refused: a Claude Code or a container of either place that runs.
 * 3. `carryOutAdoption` (here): what `verify` knows first (`carryVerified.ts`); then the conversations, moved by renaming
 *    (`moveInto.ts`), since an id found twice is not found; the volume, copied by the engine (`host/copyState.ts`), its source
 *    untouched; the record and the approval, the latter only if nothing differs from what was approved.
 * 4. The former record goes last, when all the rest was done: until then a run that was killed is run again, and goes on.
 */
export interface AdoptionPlan {
  readonly former: Former;
  readonly moves: readonly FolderMove[];
  readonly volume: VolumePlan;
  /** The host's record is taken over: there is one, and none at the new place. */
  readonly takesRecord: boolean;
}

/** @throws UserError when something runs that could write meanwhile */
export async function planAdoption(
  workspace: Workspace,
  former: Former,
  document: DevcontainerDocument,
  engine: Engine | undefined,
): Promise<AdoptionPlan> {
  const configDir = hostConfigDir(workspace.home, process.env);
  for (const folder of [former.realFolder, workspace.realFolder]) {
    const open = await openSessions(configDir, folder);
    if (open.length === 0) continue;
    throw new UserError(
      `Claude Code is running in ${folder}, and would go on writing there.`,
      'End it, then run this again; nothing was changed.',
    );
  }
  const volume: VolumePlan = engine
    ? await planVolume(engine, workspace, former, document)
    : { kind: 'none' };
  return {
    former,
    moves: await planConversations(workspace, former),
    volume,
    takesRecord: former.record !== undefined && (await readRecord(workspace)) === undefined,
  };
}

/** True when there is nothing to take over, and no record to clear. */
export function isEmpty({ former, moves, volume }: AdoptionPlan): boolean {
  const isOpen = former.isKnown && former.identity?.adoptedBy === undefined;
  return moves.length === 0 && volume.kind !== 'copy' && volume.kind !== 'later' && !isOpen;
}

/** @throws UserError when this host knows nothing of the former place, and never did: as of one that was mistyped */
export async function ensureKnown(workspace: Workspace, { former }: AdoptionPlan): Promise<void> {
  const { was = [] } = (await readIdentity(workspace.preparedFolder)) ?? {};
  if (former.isKnown || was.includes(former.folder)) return;
  throw new UserError(
    `Nothing is filed under ${former.folder}.`,
    'Check the path: name the folder where the project was before; nothing was changed.',
  );
}

export interface Adopted {
  readonly moved: readonly (FolderMove & MovedInto)[];
  readonly copied: readonly (CopiedState & Pick<VolumeCopy, 'kind' | 'from' | 'to'>)[];
  readonly record: boolean;
  readonly approval: boolean;
  /** The former record is gone; false as long as something is still to be taken over. */
  readonly done: boolean;
  /** Paths in the former prepared folder that are not the tools' own. */
  readonly left: readonly string[];
}

/** Takes over what was planned. @throws UserError when a volume could not be copied: run again, it goes on */
export async function carryOutAdoption(
  workspace: Workspace,
  { former, moves, volume }: AdoptionPlan,
  engine: Engine | undefined,
): Promise<Adopted> {
  await carryVerified(workspace, former);
  const aside = join(
    workspace.preparedFolder,
    'kept',
    `adopted-${new Date().toISOString().replaceAll(':', '-')}`,
  );
  const moved = moves.map((move) => ({ ...move, ...moveConversations(move, aside) }));
  const copied = [];
  if (engine && volume.kind === 'copy')
    for (const copy of volume.copies)
      copied.push({ ...copy, ...(await carryVolume(engine, workspace, copy)) });
  const record = await carryRecord(workspace, former);
  const approval = await carryApproval(workspace, former.preparedFolder);
  const was = [former.folder, former.realFolder, ...(former.identity?.was ?? [])];
  await rememberIdentity(workspace, was);
  const isWhole = moved.every(({ left }) => left.length === 0);
  const done = isWhole && (volume.kind === 'copy' || volume.kind === 'none');
  const left = done ? await clearFormer(workspace, former) : [];
  return { moved, copied, record, approval, done, left };
}

/**
 * Clears the former record, which is taken over. That there was one stays written down for `prune`, which clears the volume.
 * @returns what is not the tools' own
 */
async function clearFormer(workspace: Workspace, former: Former): Promise<string[]> {
  if (!former.isKnown) return [];
  const { preparedFolder, folder, realFolder, configFile, identity } = former;
  const left = await removePreparedFolder(preparedFolder);
  await removeFile(join(preparedFolder, preparedNames.verified));
  await rmdir(preparedFolder).catch(() => undefined);
  const known = identity ?? {
    version: 1 as const,
    folder,
    realFolder,
    inode: '',
    born: '',
    onHomeDisk: true,
  };
  await rememberAdopted(preparedFolder, {
    ...known,
    configFile: configFile ?? join(folder, insideWorkspace(workspace, workspace.configFile)),
    adoptedBy: workspace.folder,
  });
  return left;
}
