import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { readBytesIfAny, readTextIfAny, writeText } from '../host/files.ts';
import { findRepository } from '../host/gitRepository.ts';
import type { Workspace } from './workspace.ts';

/** A line that we added to a repository's `info/exclude`. */
export interface ExcludedLine {
  readonly path: string;
  readonly line: string;
}

/** `added` is the line written now, absent when it was there already; `why` is a clause. */
type ExcludeResult =
  | { readonly kept: true; readonly added?: ExcludedLine }
  | { readonly kept: false; readonly why: string };

/**
 * Keeps the personal configuration out of git by a line in `info/exclude`. What a container can write may name any
 * directory as its git directory: only the repository's own is written to, or that of a worktree which names this
 * folder itself, and never through a link.
 */
export async function excludeFromGit(workspace: Workspace): Promise<ExcludeResult> {
  const place = await findExclude(workspace);
  if ('why' in place) return { kept: false, why: place.why };
  const text = await readLatin1(place.path);
  if (linesOf(text).includes(asLatin1(place.line))) return { kept: true };
  const start = text === '' || text.endsWith('\n') ? '' : '\n';
  await mkdir(dirname(place.path), { recursive: true });
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);
  const handle = await open(place.path, flags, 0o644);
  try {
    await handle.writeFile(`${start}${place.line}\n`);
  } finally {
    await handle.close();
  }
  return { kept: true, added: place };
}

/** Takes out the line that was added, where the place is still the repository's own. */
export async function includeInGit(workspace: Workspace, added: ExcludedLine): Promise<void> {
  const place = await findExclude(workspace);
  if ('why' in place || place.path !== added.path) return;
  // The file is every worktree's: another one may have a personal configuration too.
  const worktrees = join(dirname(dirname(place.path)), 'worktrees');
  if ((await readdir(worktrees).catch(() => [])).length > 0) return;
  const text = await readLatin1(place.path);
  const lines = text.split('\n');
  const index = lines.lastIndexOf(asLatin1(added.line));
  if (index < 0) return;
  lines.splice(index, 1);
  await writeText(place.path, Buffer.from(lines.join('\n'), 'latin1'));
}

async function findExclude(workspace: Workspace): Promise<ExcludedLine | { why: string }> {
  const repository = await findRepository(workspace.realFolder);
  if (!repository) return { why: 'the project is in no git repository' };
  const { top, kind } = repository;
  if (kind === 'link') return { why: `${join(top, '.git')} is a link` };
  const gitFolder = kind === 'directory' ? join(top, '.git') : await worktreeRepository(top);
  if (gitFolder === undefined) {
    return { why: `${join(top, '.git')} names a git directory that does not name it in turn` };
  }
  const info = join(gitFolder, 'info');
  const path = join(info, 'exclude');
  for (const each of [gitFolder, info, path]) {
    if (await isLink(each)) return { why: `${each} is a link` };
  }
  // `.devcontainer` may be a link inside the workspace; git goes by real folders.
  const own = dirname(workspace.configFile);
  const parent = join(workspace.realFolder, relative(workspace.folder, dirname(own)));
  const above = await realpath(parent).catch(() => parent);
  const inside = relative(top, join(above, basename(own)));
  const name = inside.split(sep).join('/');
  if (name.startsWith('../') || /[\r\n]/.test(name)) return { why: `${inside} cannot be named there` };
  return { path, line: `/${name.replace(/[\\*?[\]]/g, '\\$&')}/` };
}

/**
 * The git directory that a worktree shares with its repository (gitrepository-layout, "worktrees"), if the two name
 * each other: `.git` names `<repository>/worktrees/<name>`, whose `gitdir` names `.git`.
 */
async function worktreeRepository(top: string): Promise<string | undefined> {
  const dotGit = join(top, '.git');
  const named = /^gitdir: (.+?)\r?\n?$/.exec((await readTextIfAny(dotGit).catch(() => undefined)) ?? '')?.[1];
  const folder = named && (await realpath(resolve(top, named)).catch(() => undefined));
  if (!folder || basename(dirname(folder)) !== 'worktrees') return undefined;
  const back = await readTextIfAny(join(folder, 'gitdir')).catch(() => undefined);
  if (!back) return undefined;
  const path = resolve(folder, back.replace(/\r?\n$/, ''));
  const parent = await realpath(dirname(path)).catch(() => undefined);
  return parent === top && basename(path) === '.git' ? dirname(dirname(folder)) : undefined;
}

/** Bytes stand for characters: what is there need not be UTF-8. */
async function readLatin1(path: string): Promise<string> {
  return (await readBytesIfAny(path))?.toString('latin1') ?? '';
}

const asLatin1 = (text: string) => Buffer.from(text).toString('latin1');

const linesOf = (text: string) => text.split('\n').map((line) => line.replace(/\r$/, ''));

async function isLink(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isSymbolicLink() ?? false;
}
