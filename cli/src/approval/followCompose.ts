import { dirname, join } from 'node:path';
import type { ComposeNames } from '@claude-sessions/core/approval/composeNames.ts';
import type { FileFinder } from './FileFinder.ts';

/**
 * Takes in what the known Compose files name: files that they extend or include, Dockerfiles, files of variables, links in the
 * place of what they mount. Each name is looked up from every folder that Compose could take it from.
 * @param projectFolder that of the first Compose file, where dev containers use some
 */
export async function followCompose(finder: FileFinder, projectFolder: string | undefined): Promise<void> {
  const bases = new Set(projectFolder === undefined ? [] : [projectFolder]);
  const done = new Set<string>();
  for (let isOpen = true; isOpen; ) {
    isOpen = false;
    for (const path of finder.composeFiles.keys()) bases.add(dirname(path));
    for (const [path, names] of [...finder.composeFiles]) {
      for (const base of [...bases].slice(0, maxBases)) {
        const step = `${base}\n${path}`;
        if (finder.gaveUp) return;
        if (done.has(step)) continue;
        done.add(step);
        isOpen = true;
        for (const folder of await follow(finder, base, names)) bases.add(folder);
      }
    }
  }
}

/** Nobody spreads Compose files over more folders. */
const maxBases = 40;

/** @returns folders that names in other files may start from */
async function follow(finder: FileFinder, base: string, names: ComposeNames): Promise<string[]> {
  for (const file of await finder.filesIn([base], names.envFiles)) await finder.add(file, 'environment file');
  const contexts = names.builds ? await finder.foldersIn([base], names.words) : [base];
  if (names.builds) for (const folder of contexts) await finder.add(join(folder, 'Dockerfile'), 'Dockerfile');
  for (const file of await finder.filesIn(contexts, names.dockerfiles)) await finder.add(file, 'Dockerfile');
  for (const file of await finder.filesIn([base], names.composeFiles)) await finder.addCompose(file);
  for (const path of finder.pathsOf([base], names.words)) await finder.addSource(path);
  const projects = [
    ...(await finder.foldersIn([base], names.projectFolders)).slice(1),
    ...(await finder.filesIn([base], names.included)).map((file) => dirname(file)),
  ];
  for (const folder of projects) await finder.add(join(folder, '.env'), 'environment file');
  return projects;
}
