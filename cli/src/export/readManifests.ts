import { readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { UsageError } from '../host/errors.ts';
import { readTextIfAny } from '../host/files.ts';
import { walkFolders, walkLimits } from '../host/walkFolders.ts';
import { recordName } from './writeFolder.ts';

/** More of them nobody keeps in one folder. */
const maxFiles = 500;

export interface Manifests {
  /** What was read whole: others than those that are asked about may be named by them. */
  readonly folder: string;
  /** By their paths below it, with `/`. */
  readonly files: { path: string; text: string }[];
  /** Whether a file is asked about. */
  readonly isAsked: (path: string) => boolean;
}

/**
 * The YAML files of a folder and below, or those around a file; of a part of what we exported, all of that.
 * @throws UsageError when there is no such thing
 */
export async function readManifests(path: string): Promise<Manifests> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new UsageError(`${path} does not exist.`, 'Name a file, or a folder of manifests.');
  const near = found.isDirectory() ? path : dirname(path);
  const folder = await exportedFolder(near);
  const asked = relative(folder, path).split(sep).join('/');
  const isAsked = (name: string) => asked === '' || name === asked || name.startsWith(`${asked}/`);
  const names = await yamlIn(folder, '');
  await walkFolders(folder, walkLimits, async (below) => {
    names.push(...(await yamlIn(folder, below)));
    return names.length > maxFiles ? 'stop' : 'enter';
  });
  if (names.length > maxFiles)
    throw new UsageError(`${folder} has more than ${maxFiles} YAML files.`, 'Name a folder in it.');
  if (found.isFile() && !names.includes(asked)) names.push(asked);
  const files: { path: string; text: string }[] = [];
  for (const name of names) {
    const text = await readTextIfAny(join(folder, name));
    if (text !== undefined) files.push({ path: name, text });
  }
  return { folder, files, isAsked };
}

/** The deepest of our exports: `overlays/SLOT/claims`. */
const levels = 4;

async function exportedFolder(near: string): Promise<string> {
  let folder = near;
  for (let level = 0; level < levels; level++, folder = join(folder, '..')) {
    if (await stat(join(folder, recordName)).catch(() => undefined)) return folder;
  }
  return near;
}

async function yamlIn(folder: string, below: string): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => (below === '' ? entry.name : `${below}/${entry.name}`))
    .sort();
}
