import { randomUUID } from 'node:crypto';
import { fsyncSync, writeSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { stopsGuard } from '@claude-sessions/core/verify/verifyCodes.ts';
import { type WatchedProject, watchedProjects, workspaceOf } from '../guard/watchedProjects.ts';
import { UserError } from '../host/errors.ts';
import { openRegular } from '../host/files.ts';
import { realPathOf } from '../host/realPath.ts';
import { collectionFrom } from '../settings/setting.ts';
import { openVerify } from '../verify/openVerify.ts';
import { readSharedProject } from '../verify/verifiedState.ts';
import { verifyTranscript } from '../verify/verifyProject.ts';
import { typedHere } from '../workspace/commandWords.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { FoundConversation } from './findConversations.ts';
import { transcriptLines } from './transcriptLines.ts';

/** A transcript of the host that may be believed, open. */
export interface OwnTranscript {
  readonly handle: FileHandle;
  /** Where it lies. */
  readonly path: string;
  /** The project whose container can write it. */
  readonly sharedBy: Workspace | undefined;
  dispose(): Promise<void>;
}

/**
 * Opens a conversation to make something of it on this host. What a container can write is copied out of its reach first, and checked
 * there: what is read then is what was checked.
 * @param leavesReach what is made of it will lie where nothing is checked later
 * @throws UserError when it does not lie on the host, or holds what would act
 */
export async function openOwn(
  conversation: FoundConversation,
  env: NodeJS.ProcessEnv,
  leavesReach: boolean,
): Promise<OwnTranscript> {
  const { id } = conversation;
  await ensureHost(
    conversation,
    `Go on with it in there: \`claude-sessions resume ${id}\`, then \`/branch\`.`,
  );
  const { path, dispose } = await conversation.open();
  const handle = await openRegular(path, true);
  if (!handle) throw new UserError(`${path} is no regular file.`, 'Look what is there.');
  const end = async () => {
    await handle.close();
    await dispose();
  };
  try {
    const sharedBy = await writerOf(path);
    if (!sharedBy) return { handle, path, sharedBy, dispose: end };
    const checked = await checkedCopy(handle, conversation.id, sharedBy, { env, leavesReach });
    await end();
    return { ...checked, path, sharedBy };
  } catch (error) {
    await end().catch(() => undefined);
    throw error;
  }
}

/** @param hint what to do with one of a container @throws UserError with what to do, where it lies somewhere else */
export async function ensureHost({ id, place, isRemnant }: FoundConversation, hint: string): Promise<void> {
  if (isRemnant)
    throw new UserError(
      `Of the conversation ${id} only its folder is left.`,
      'There is nothing to go on from.',
    );
  if (place.kind === 'mirror')
    throw new UserError(
      `The conversation ${id} was written in a reviewed container.`,
      'Take it over first: `claude-sessions pull`.',
    );
  if (place.kind === 'container')
    throw new UserError(
      `The conversation ${id} lies in the volume of ${place.container ?? 'a dev container'}.`,
      hint,
    );
}

/** The project whose container can write a transcript. */
async function writerOf(path: string): Promise<Workspace | undefined> {
  const folder = realPathOf(dirname(path));
  const watched = await watchedProjects(homedir());
  const project =
    watched.find(({ conversations }) => conversations === folder) ?? (await exposing(watched, folder));
  return project && (await workspaceOf(project));
}

/** The project whose container can write those of every project. */
async function exposing(
  watched: readonly WatchedProject[],
  folder: string,
): Promise<WatchedProject | undefined> {
  for (const each of watched) {
    const known = await readSharedProject(each.preparedFolder);
    if (known?.exposed && dirname(known.folder) === dirname(folder)) return each;
  }
  return undefined;
}

const stageName = 'checking-';
/** What a killed process left goes with a later run. */
const leftOverAfter = 24 * 3_600_000;

async function removeLeftOver(preparedFolder: string): Promise<void> {
  const names = (await readdir(preparedFolder).catch(() => [])).filter((name) => name.startsWith(stageName));
  for (const path of names.map((name) => join(preparedFolder, name))) {
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > leftOverAfter) await rm(path, { recursive: true, force: true });
  }
}

async function checkedCopy(
  source: FileHandle,
  session: string,
  workspace: Workspace,
  { env, leavesReach }: { readonly env: NodeJS.ProcessEnv; readonly leavesReach: boolean },
): Promise<Pick<OwnTranscript, 'handle' | 'dispose'>> {
  const folder = join(workspace.preparedFolder, stageName + randomUUID());
  await removeLeftOver(workspace.preparedFolder);
  await mkdir(folder, { mode: 0o700 });
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, `${session}.jsonl`);
    await copyInto(source, path);
    const target = await openVerify(workspace, env, collectionFrom({}, env));
    const result = await verifyTranscript({ ...target, readFrom: folder, session });
    const own = result.findings.filter((finding) => finding.path === `${session}.jsonl`);
    const bad = own.filter((finding) =>
      leavesReach ? finding.severity !== 'information' : stopsGuard(finding),
    );
    if (bad.length > 0 || result.more > 0)
      throw await notClean(
        session,
        bad.map(({ code }) => code),
        workspace,
      );
    const handle = await open(path, 'r');
    return {
      handle,
      dispose: async () => {
        await handle.close();
        await dispose();
      },
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function notClean(session: string, codes: readonly string[], workspace: Workspace): Promise<UserError> {
  const named = [...new Set(codes)].join(', ') || 'more than can be listed';
  return new UserError(
    `The conversation ${session} holds what would act on this host (${named}); nothing was made.`,
    `Look through it: ${await typedHere(workspace, 'verify')}. ${await typedHere(workspace, 'verify', '--accept')} records it as yours.`,
  );
}

/** Whole lines, of the length that it has now. */
async function copyInto(source: FileHandle, path: string): Promise<void> {
  const { size } = await source.stat();
  const target = await open(path, 'wx', 0o600);
  try {
    for (const { bytes, isWhole } of transcriptLines(source.fd, size)) {
      for (const part of isWhole ? [bytes, Buffer.from('\n')] : [bytes])
        for (let at = 0; at < part.length; ) at += writeSync(target.fd, part, at);
    }
    fsyncSync(target.fd);
  } finally {
    await target.close();
  }
}
