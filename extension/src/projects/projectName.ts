import type { Project } from '../../../cli/src/api/types.ts';
import { plainLine } from '../text/plainText.ts';

/** A project's name in this window: its folder's, with its file where a folder has several. */
export function projectName(project: Project, all: readonly Project[]): string {
  const folder = plainLine(project.folder.split(/[\\/]/).filter(Boolean).at(-1) ?? project.folder, 80);
  const ofFolder = all.filter((other) => other.folder === project.folder);
  return ofFolder.length > 1 ? `${folder} (${plainLine(project.file, 80)})` : folder;
}
