import type { Project } from '../../../cli/src/api/types.ts';

/** The projects that a file is about: the one whose own file it is, else all of the nearest folder around it; none otherwise. */
export function projectsOf(path: string | undefined, projects: readonly Project[]): readonly Project[] {
  if (path === undefined) return [];
  const itself = projects.filter(({ configFile }) => configFile === path);
  if (itself.length > 0) return itself;
  const around = projects.filter(({ folder }) => isInside(path, folder));
  const nearest = Math.max(...around.map(({ folder }) => folder.length));
  return around.filter(({ folder }) => folder.length === nearest);
}

function isInside(path: string, folder: string): boolean {
  return path.startsWith(folder) && (/[\\/]$/.test(folder) || /^[\\/]/.test(path.slice(folder.length)));
}
