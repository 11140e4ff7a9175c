import { mkdirSync, rmdirSync } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { projectSlug } from '@claude-sessions/core/slug.ts';
import { begunIn, foldersBelow } from '../facts/conversationFolders.ts';
import { formerFolder } from '../facts/formerPlaces.ts';
import { readHostClaude } from '../facts/hostClaude.ts';
import { UserError } from '../host/errors.ts';
import { isMissing } from '../host/files.ts';
import { OpenFolder } from '../verify/OpenFolder.ts';
import { knownProjects, whereaboutsOf } from '../workspace/knownProjects.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Former } from './former.ts';
import { type MovedInto, moveInto } from './moveInto.ts';

/** A folder below `projects/` that is moved to another name there. */
export interface FolderMove {
  readonly from: string;
  readonly to: string;
  readonly conversations: number;
  /** The only conversations that are moved; all that is there, if absent. */
  readonly only?: readonly string[];
  /** Why not all is moved, and how many conversations stay. */
  readonly stays?: { readonly conversations: number; readonly because: string };
}

/** What is filed under the former path, and under those of folders below it. Nothing where there is nothing, or it is the same folder. */
export async function planConversations(workspace: Workspace, former: Former): Promise<FolderMove[]> {
  const from = await formerFolder(former, workspace.home);
  const { projectFolder: to } = await readHostClaude(workspace, process.env);
  if (from === to) return [];
  if ((await lstat(to).catch(() => undefined))?.isSymbolicLink()) {
    throw new UserError(
      `${to} is a link, and Claude Code follows it.`,
      'If you made it, delete it (the link only), then run this again; nothing was changed.',
    );
  }
  const own = await planOwn(workspace, former, from, to);
  const below = (await foldersBelow(from, former.realFolder)).map(({ slug, cwds, ids }) => {
    const [cwd = ''] = cwds;
    const target = projectSlug(workspace.realFolder + cwd.slice(former.realFolder.length));
    return { from: join(dirname(from), slug), to: join(dirname(to), target), only: ids };
  });
  const counted = await Promise.all(
    below.map(async (move) => {
      const all = await countTranscripts(move.from);
      const conversations = move.only.length;
      const because = 'begun in another folder, whose name there is the same';
      return all === conversations
        ? { from: move.from, to: move.to, conversations }
        : { ...move, conversations, stays: { conversations: all - conversations, because } };
    }),
  );
  return [...own, ...counted];
}

async function planOwn(
  workspace: Workspace,
  former: Former,
  from: string,
  to: string,
): Promise<FolderMove[]> {
  const stats = await lstat(from).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (!stats?.isDirectory()) return [];
  const begun = await begunIn(from);
  const living = await livingThere(
    workspace,
    former,
    from,
    begun.flatMap(({ cwd }) => cwd ?? []),
  );
  if (living === undefined) return [{ from, to, conversations: begun.length }];
  const { realFolder } = former;
  const only = begun
    .filter(({ cwd }) => cwd === realFolder || cwd?.startsWith(realFolder + sep))
    .map(({ id }) => id);
  const stays = {
    conversations: begun.length - only.length,
    because: `they may be those of ${living}, which Claude Code files under the same name`,
  };
  return [{ from, to, conversations: only.length, only, stays }];
}

/** Another project whose conversations lie in the same folder: names are not unique, and what is its own stays. */
async function livingThere(
  { home, devcontainerId }: Workspace,
  { id, realFolder }: Former,
  from: string,
  cwds: readonly string[],
): Promise<string | undefined> {
  for (const other of await knownProjects(home)) {
    if (other.id === id || other.id === devcontainerId) continue;
    const isHere = (await formerFolder(other, home)) === from;
    if (isHere && (await whereaboutsOf(other, home)) !== 'gone' && other.folder !== realFolder)
      return other.folder;
  }
  for (const cwd of new Set(cwds)) {
    if (cwd === realFolder || projectSlug(cwd) !== basename(from)) continue;
    if ((await stat(cwd).catch(() => undefined))?.isDirectory()) return cwd;
  }
  return undefined;
}

async function countTranscripts(folder: string): Promise<number> {
  return (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.jsonl')).length;
}

/** Moves one folder's entries; the folder goes when nothing is left in it. @param aside for what differs at its new place */
export function moveConversations({ from, to, only }: FolderMove, aside: string): MovedInto {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  const takes = only && ((name: string) => only.includes(name.replace(/\.jsonl$/, '')));
  const folders = [new OpenFolder(from)];
  try {
    folders.push(new OpenFolder(to));
    const [source, target] = folders as [OpenFolder, OpenFolder];
    return moveInto(source, target, { aside: join(aside, basename(from)), ...(takes && { takes }) });
  } finally {
    for (const folder of folders) folder.close();
    try {
      rmdirSync(from);
    } catch {
      // Something stayed.
    }
  }
}
