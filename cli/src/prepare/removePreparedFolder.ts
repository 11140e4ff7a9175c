import { lstat, readdir, rm, rmdir, unlink } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { optionalParts } from '@claude-sessions/core/catalogue.ts';
import {
  importNames,
  linkedNames,
  marketplacesFile,
  preparedNames,
} from '@claude-sessions/core/prepare/layout.ts';
import { preparedFiles } from '@claude-sessions/core/prepare/preparedFiles.ts';
import { removeMirrors } from './removeMirrors.ts';

/** Temporary files of *prepare* and of the CLI that an interrupted run left. */
const temporary = /^\.(new\.\d+(\.[0-9a-f-]{36})?|claude-sessions\.[0-9a-f-]{36})$/;

/** In `files`: folders with copies in them, and what is said of them. */
const copyFolders = [linkedNames.folder, importNames.folder];
const notes = [linkedNames.leftOut, importNames.leftOut];

/**
 * Removes from `~/.claude-sessions/<id>` what was made there: the links to the conversations and the memory, never a folder in their place
 * (a home may have been restored with its links followed, and then the conversations themselves are there), and files by
 * their names.
 * @returns paths of what is not ours and was left
 */
export async function removePreparedFolder(folder: string): Promise<string[]> {
  const stats = await lstat(folder).catch(() => undefined);
  if (!stats) return [];
  if (!stats.isDirectory()) return [folder];
  const mirrors = await removeMirrors(folder);
  for (const name of [preparedNames.project, preparedNames.memory]) {
    const link = join(folder, name);
    // A junction of Windows counts as a symbolic link here.
    if ((await lstat(link).catch(() => undefined))?.isSymbolicLink()) await unlink(link);
  }
  const {
    workspace,
    settingsSum,
    instructionsSum,
    record,
    identity,
    recreated,
    approved,
    pulled,
    verified,
    review,
  } = preparedNames;
  const files = join(folder, preparedNames.files);
  const plugins = join(folder, preparedNames.plugins);
  const left = [...mirrors];
  for (const name of optionalParts) await rmdir(join(folder, name)).catch(() => undefined);
  if ((await lstat(plugins).catch(() => undefined))?.isDirectory()) {
    left.push(...(await removeFiles(plugins, [marketplacesFile])));
  }
  if ((await lstat(files).catch(() => undefined))?.isDirectory()) {
    for (const name of copyFolders) await rm(join(files, name), { recursive: true, force: true });
    left.push(...(await removeFiles(files, [...preparedFiles({}).files.keys(), ...notes, workspace])));
  }
  const rest = await removeFiles(folder, [
    workspace,
    settingsSum,
    instructionsSum,
    record,
    identity,
    recreated,
    approved,
    pulled,
  ]);
  const isNamed = (path: string) => left.some((each) => each.startsWith(path + sep));
  const named = rest.filter((path) => path !== join(folder, verified));
  return [
    ...left,
    ...named.filter((path) => ![files, plugins, join(folder, review)].includes(path) || !isNamed(path)),
  ];
}

/** Removes files of these names and, when nothing else is in it, the folder. @returns what else there is */
async function removeFiles(folder: string, names: readonly string[]): Promise<string[]> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const ours = names.includes(entry.name) || (temporary.test(entry.name) && entry.isFile());
    if (ours && !entry.isDirectory()) await unlink(join(folder, entry.name));
  }
  const rest = await readdir(folder);
  if (rest.length === 0) await rmdir(folder);
  return rest.sort().map((name) => join(folder, name));
}
