import { requestFor, requestForOpen } from '../conversations/requestFor.ts';
import { withContainers } from '../conversations/withContainers.ts';
import { type EditorSettings, engineOf } from './settings.ts';
import type { EditorUsage } from './types.ts';

// Most windows never show it.
const load = () => import(/* not with the rest */ '../stats/readStats.ts');

/**
 * What the conversations of folders' projects came to, on this host and in their containers.
 * @param folders of all projects, if undefined
 * @throws UserError when a folder is gone
 */
export async function readUsage(
  folders: readonly string[] | undefined,
  settings: EditorSettings,
): Promise<EditorUsage> {
  const { readStatsByDay } = await load();
  const leftOut: string[] = [];
  const onTrouble = (sentence: string) => void leftOut.push(sentence);
  const requests = folders
    ? await Promise.all(folders.map(requestForOpen))
    : [await requestFor(undefined, { all: true })];
  // Several folders may be of one project.
  const unique = new Map(requests.map((request) => [request.project, { ...request, onTrouble }]));
  const engine = engineOf(settings);
  const asked = [...unique.values()].map((request) => withContainers(request, engine));
  return { ...(await readStatsByDay(asked)), leftOut };
}
