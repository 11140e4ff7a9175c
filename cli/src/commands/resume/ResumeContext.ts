import type { FindRequest } from '../../conversations/findConversations.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { ResumeOptions } from '../options.ts';

/** What `resume` was asked, and where. */
export interface ResumeContext {
  /** Of the project in whose folder it is run. */
  readonly request: FindRequest & { readonly project: string; readonly home: string };
  /** Its dev container; undefined where the folder has no devcontainer.json. */
  readonly workspace: Workspace | undefined;
  /** For Claude Code, after its own. */
  readonly args: readonly string[];
  readonly options: ResumeOptions;
}

/** Folders of this host in which a conversation may have been begun. */
export const knownFolders = ({ request, workspace }: ResumeContext): string[] => [
  ...(workspace ? [workspace.realFolder] : []),
  request.project,
];
