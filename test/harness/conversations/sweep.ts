import { lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const sessionId = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * Deletes what Claude Code's own sweep deletes of conversations, by the time of each file: measured with 2.1.197 and 2.1.329, which do the
 * same. With a transcript goes its folder, whatever the times are in it; of one that stays go old tool results.
 * @param before milliseconds since 1970: what was not changed since then goes
 * @returns paths of files below the config directory, sorted
 */
export function sweep(configDir: string, before: number): string[] {
  const gone: string[] = [];
  const isOld = (path: string) => lstatSync(join(configDir, path)).mtimeMs < before;
  const remove = (path: string) => {
    gone.push(...filesBelow(configDir, path));
    rmSync(join(configDir, path), { recursive: true });
  };
  const removeOld = (path: string) => {
    for (const each of filesBelow(configDir, path)) if (isOld(each)) remove(each);
    removeEmpty(configDir, path);
  };
  for (const slug of names(configDir, 'projects')) {
    const folder = `projects/${slug}`;
    const transcripts = names(configDir, folder).filter((name) => name.endsWith('.jsonl'));
    for (const name of transcripts.filter((each) => isOld(`${folder}/${each}`))) {
      remove(`${folder}/${name}`);
      if (lstatSync(join(configDir, folder, name.slice(0, -6)), { throwIfNoEntry: false }))
        remove(`${folder}/${name.slice(0, -6)}`);
    }
    for (const name of names(configDir, folder).filter((each) => sessionId.test(each))) {
      removeOld(`${folder}/${name}/tool-results`);
      if (!transcripts.includes(`${name}.jsonl`)) removeOld(`${folder}/${name}/subagents`);
      removeEmpty(configDir, `${folder}/${name}`);
    }
    removeEmpty(configDir, folder);
  }
  for (const top of ['plans', 'todos'])
    for (const name of names(configDir, top)) if (isOld(`${top}/${name}`)) remove(`${top}/${name}`);
  for (const top of ['tasks', 'file-history'])
    for (const name of names(configDir, top)) if (isOld(`${top}/${name}`)) remove(`${top}/${name}`);
  return gone.sort();
}

function names(configDir: string, path: string): string[] {
  try {
    return readdirSync(join(configDir, path));
  } catch {
    return [];
  }
}

function filesBelow(configDir: string, path: string): string[] {
  const stats = lstatSync(join(configDir, path), { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats ? [path] : [];
  return names(configDir, path).flatMap((name) => filesBelow(configDir, `${path}/${name}`));
}

function removeEmpty(configDir: string, path: string): void {
  for (const name of names(configDir, path))
    if (lstatSync(join(configDir, path, name)).isDirectory()) removeEmpty(configDir, `${path}/${name}`);
  try {
    rmdirSync(join(configDir, path));
  } catch {
    // There is something in it.
  }
}
