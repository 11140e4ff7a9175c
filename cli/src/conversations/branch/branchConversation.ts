import { randomUUID } from 'node:crypto';
import { lstat, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectSlug } from '@claude-sessions/core/slug.ts';
import { sayingDiskFull } from '../../host/diskFull.ts';
import { UserError } from '../../host/errors.ts';
import { realPathOf } from '../../host/realPath.ts';
import { replaceFile } from '../../host/replaceFile.ts';
import type { FoundConversation } from '../findConversations.ts';
import { openOwn } from '../ownTranscript.ts';
import { addWorktree, planWorktree, removeWorktree, type WantedWorktree } from './addWorktree.ts';
import { readBranch } from './writeBranch.ts';

export interface BranchRequest {
  /** The uuid of the last message, or the beginning of one; all of it, if absent. */
  readonly at?: string;
  /** Its title. */
  readonly name?: string;
  /** In a new git worktree: its folder, or true for one beside the repository. */
  readonly worktree?: string | true;
  /** Works it out, and makes nothing. */
  readonly dryRun?: boolean;
}

/** A branch that was made. */
export interface MadeBranch {
  /** The session id. */
  readonly id: string;
  /** Of the conversation that was branched. */
  readonly from: string;
  /** The uuid of the last message that was taken over, where it was chosen. */
  readonly at: string | undefined;
  readonly title: string;
  /** The transcript. */
  readonly path: string;
  /** Where it is resumed; undefined where that is not known. */
  readonly folder: string | undefined;
  /** The git branch of its worktree. */
  readonly gitBranch: string | undefined;
}

/**
 * Makes a new conversation of the beginning of another one, which is only read.
 * @throws UserError when it cannot be believed, there is no such message, or the worktree cannot be made
 */
export async function branchConversation(
  conversation: FoundConversation,
  request: BranchRequest,
  env: NodeJS.ProcessEnv,
): Promise<MadeBranch> {
  return await sayingDiskFull('no branch was made', () => makeBranch(conversation, request, env));
}

async function makeBranch(
  conversation: FoundConversation,
  request: BranchRequest,
  env: NodeJS.ProcessEnv,
): Promise<MadeBranch> {
  const title = request.name?.trim() || `${titleOf(conversation)} (fork)`;
  const id = randomUUID();
  const worktree = await worktreeOf(conversation, request, id);
  const own = await openOwn(conversation, env, worktree !== undefined);
  try {
    const folder = dirname(own.path);
    const target = worktree ? join(dirname(realPathOf(folder)), projectSlug(worktree.folder)) : folder;
    const path = join(target, `${id}.jsonl`);
    const ready = readBranch({
      fd: own.handle.fd,
      from: conversation.id,
      to: id,
      title,
      ...(request.at !== undefined && { at: request.at }),
      ...(worktree && { cwdFor: worktree.cwdFor }),
    });
    const made = {
      id,
      from: conversation.id,
      at: ready.at,
      title,
      path,
      folder: worktree?.folder ?? folderOf(conversation),
      gitBranch: worktree?.branch,
    };
    if (request.dryRun) return made;
    if (worktree) await addWorktree(worktree);
    try {
      await mkdir(target, { recursive: true, mode: 0o700 });
      await writeNew(path, (fd) => void ready.write(fd));
    } catch (error) {
      if (worktree) await removeWorktree(worktree);
      throw error;
    }
    return made;
  } finally {
    await own.dispose();
  }
}

/** @throws UserError where something has that name */
async function writeNew(path: string, fill: (fd: number) => void): Promise<void> {
  const ensureFree = async () => {
    if (await lstat(path).catch(() => undefined))
      throw new UserError(`${path} is there already.`, 'Run this again.');
  };
  await replaceFile(path, 0o600, async (fd) => {
    fill(fd);
    await ensureFree();
  });
}

async function worktreeOf(
  conversation: FoundConversation,
  { worktree, name }: BranchRequest,
  id: string,
): Promise<WantedWorktree | undefined> {
  if (worktree === undefined) return undefined;
  const folder = folderOf(conversation);
  if (folder === undefined)
    throw new UserError(
      'It is not known in which folder the conversation was begun.',
      'Leave --worktree out.',
    );
  return await planWorktree(realPathOf(folder), {
    name: name ?? `conversation-${id.slice(0, 8)}`,
    folder: worktree === true ? undefined : worktree,
  });
}

/** Its folder on this host: the directory of its lines may be a container's. */
function folderOf({ project, cwd, slug }: FoundConversation): string | undefined {
  return project ?? (cwd !== undefined && projectSlug(cwd) === slug ? cwd : undefined);
}

const longestTitle = 200;

/** As Claude Code calls it. */
function titleOf({ customTitle, aiTitle, firstPrompt }: FoundConversation): string {
  const title = (customTitle ?? aiTitle ?? firstPrompt ?? 'Forked session').replace(/\s+/g, ' ').trim();
  return title.length > longestTitle
    ? `${title.slice(0, longestTitle).replace(/[\ud800-\udbff]$/, '')}…`
    : title;
}
