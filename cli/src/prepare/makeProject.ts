import { mkdir, readlink, realpath, rename, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { memoryName, type PrepareLayout, reviewNames } from '@claude-sessions/core/prepare/layout.ts';
import { refusals } from '@claude-sessions/core/prepare/refusal.ts';
import { type Done, isFolder, keep, makeLink, tryLstat } from './preparedFile.ts';

interface ProjectOptions {
  readonly review: boolean;
  readonly platform: string;
}

/**
 * What the container mounts as the project's conversations, in `~/.claude-sessions/<id>/project`: the link to the host's folder;
 * for review the mirror, a folder of its own. What is there of the other kind makes way: the link goes, and lies in `review/`
 * meanwhile; the mirror is moved there by a rename, and taken back by one. Killed at any instant and run again, nothing is lost.
 */
export async function makeProject(
  layout: PrepareLayout,
  { review, platform }: ProjectOptions,
  done: Done,
): Promise<void> {
  await (review ? makeMirror : makeProjectLink)(layout, platform, done);
}

/** Whichever link there is has to lead to this project's folder, which may not exist yet. @throws {PrepareRefusal} */
export async function needOwnProject(layout: PrepareLayout): Promise<void> {
  // Another run may just have put one in the place of the other.
  const other = (await otherProject(layout)) && (await otherProject(layout));
  if (other) throw refusals.otherProject(other, layout.project);
}

/** @returns what leads to another project, or is not ours */
async function otherProject({
  link,
  project,
  review,
  reviewLink,
}: PrepareLayout): Promise<string | undefined> {
  // The folder beside it tells the mirror from any other.
  const own = (await isMirror(link)) && (await isFolder(review)) ? reviewLink : link;
  if (!(await tryLstat(own))) return undefined;
  const target = await readlink(own).catch(() => undefined);
  const same =
    target !== undefined && ((await isFolder(project)) ? await leadsTo(own, project) : target === project);
  return same ? undefined : own;
}

async function makeProjectLink(layout: PrepareLayout, platform: string, done: Done): Promise<void> {
  const { link, project, review, reviewLink } = layout;
  // Another run may be at the same.
  for (let tries = 0; tries < 9 && !(await isLink(link)); tries++) {
    if (await isMirror(link)) await keepMirror(link, review);
    if (!(await tryLstat(link))) await makeLink(project, link, platform, done);
  }
  if (!(await isLink(link))) throw refusals.failed(new Error(`${link} could not be made`));
  await needOwnProject(layout);
  if (await isLink(reviewLink)) await unlink(reviewLink).catch(ignoreGone);
}

/** Moves the mirror aside, under a name that nothing has. @param review the folder for that */
export async function keepMirror(mirror: string, review: string): Promise<void> {
  let kept = review;
  for (let more = 1; await tryLstat(join(kept, reviewNames.mirror)); more++)
    kept = join(review, String(more));
  await mkdir(kept, { recursive: true, mode: 0o700 });
  const place = join(kept, reviewNames.mirror);
  await rename(mirror, place).catch(ignoreGone);
  // Another run was faster, and this is its link.
  if (await isLink(place)) await unlink(place).catch(ignoreGone);
  await rmdir(kept).catch(() => undefined);
}

async function makeMirror(layout: PrepareLayout, platform: string, done: Done): Promise<void> {
  const { link, project, review, reviewLink } = layout;
  await mkdir(review, { recursive: true, mode: 0o700 });
  if ((await isLink(reviewLink)) && !(await leadsTo(reviewLink, project))) await unlink(reviewLink);
  await makeLink(project, reviewLink, platform, done);
  if (await isLink(link)) await unlink(link).catch(ignoreGone);
  const kept = join(review, reviewNames.mirror);
  if (!(await tryLstat(link)) && (await isMirror(kept))) await rename(kept, link).catch(ignoreGone);
  const made = await mkdir(link, { mode: 0o700 }).then(
    () => true,
    () => false,
  );
  if (made) done.made.push(link);
  if (!(await isMirror(link))) throw refusals.failed(new Error(`${link} is no folder`));
  await mkdir(join(link, memoryName), { recursive: true, mode: 0o700 });
  await keep(link, done);
}

const isMirror = async (path: string) => (await tryLstat(path))?.isDirectory() === true;

// A junction of Windows counts as a symbolic link.
const isLink = async (path: string) => (await tryLstat(path))?.isSymbolicLink() === true;

async function leadsTo(link: string, folder: string): Promise<boolean> {
  return (await realpath(link).catch(() => undefined)) === (await realpath(folder));
}

/** Another run was faster; what is there then is looked at afterwards. */
function ignoreGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
}
