import { homedir } from 'node:os';
import { containerSources } from '../conversations/containers/containerSources.ts';
import { findConversations } from '../conversations/findConversations.ts';
import { requestForOpen } from '../conversations/requestFor.ts';
import { forEditor } from './editorConversation.ts';
import { type EditorSettings, engineOf } from './settings.ts';
import type { ListedConversations } from './types.ts';

/**
 * Every conversation of a folder's project.
 * @param settings also those in the volumes of its containers, by the engine that they name; undefined asks no engine
 * @throws UserError when the folder is gone
 */
export async function listConversations(
  folder: string,
  settings?: EditorSettings,
): Promise<ListedConversations> {
  const leftOut: string[] = [];
  const onTrouble = (sentence: string) => void leftOut.push(sentence);
  const request = await requestForOpen(folder);
  const { project } = request;
  const of = { folder, realFolder: project, home: homedir() };
  const sources = settings ? await containerSources(of, engineOf(settings), onTrouble) : [];
  const found = await findConversations({ ...request, sources, onTrouble });
  return { conversations: found.map((each) => forEditor(folder, each)), leftOut };
}
