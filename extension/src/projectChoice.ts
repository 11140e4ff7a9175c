import type { Project } from '../../cli/src/api/types.ts';

/** The devcontainer.json that a command is called for: its path, a URI, or what has a project. */
export function configFileOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument !== 'object' || argument === null) return undefined;
  if ('configFile' in argument) return configFileOf(argument.configFile);
  if ('project' in argument) return configFileOf(argument.project);
  if ('target' in argument) return configFileOf(argument.target);
  return 'fsPath' in argument ? configFileOf(argument.fsPath) : undefined;
}

/** The project that the active editor is about: its own file, else the one whose folder is the nearest around; -1 for none. */
export function activeIndex(projects: readonly Project[], path: string | undefined): number {
  if (path === undefined) return -1;
  const itself = projects.findIndex(({ configFile }) => configFile === path);
  if (itself >= 0) return itself;
  let best = -1;
  for (const [index, { folder }] of projects.entries()) {
    const around = path.startsWith(folder) && /^[\\/]/.test(path.slice(folder.length));
    if (around && folder.length > (projects[best]?.folder.length ?? -1)) best = index;
  }
  return best;
}
