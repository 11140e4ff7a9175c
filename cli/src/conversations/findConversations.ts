import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Conversation, TranscriptEntry } from '@claude-sessions/core/conversations/Conversation.ts';
import { summarize, type TranscriptEnds } from '@claude-sessions/core/conversations/summarize.ts';
import { counted } from '@claude-sessions/core/counted.ts';
import { UserError } from '../host/errors.ts';
import type { ConversationSource, OpenedTranscript } from './ConversationSource.ts';
import { FolderSource } from './FolderSource.ts';
import { ProjectFolders } from './projectFolders.ts';
import { worktreesOf } from './worktrees.ts';

/** A conversation, and where it was found. */
export interface FoundConversation extends Conversation {
  /** @throws UserError when it is not there any more */
  open(): Promise<OpenedTranscript>;
}

/** What is looked through. */
export interface FindRequest {
  /** Claude's config directory on this host. */
  readonly configDir: string;
  /** The real path of a folder: only conversations of its project; of all, if absent. */
  readonly project?: string;
  /** Where else conversations lie: all that they have is the project's. */
  readonly sources?: readonly ConversationSource[];
  /** Is told what could not be looked at, a sentence; else nobody is. */
  readonly onTrouble?: (sentence: string) => void;
}

/** Every conversation, the one that was changed last first. */
export async function findConversations(request: FindRequest): Promise<FoundConversation[]> {
  return await find(request, () => true);
}

async function find(request: FindRequest, isWanted: (id: string) => boolean): Promise<FoundConversation[]> {
  const { project } = request;
  const folders =
    project === undefined ? undefined : new ProjectFolders([project, ...(await worktreesOf(project))]);
  const host = await hostSource(request, folders);
  const found = await Promise.all(
    [host, ...(request.sources ?? [])].map((source) => ofSource(source, request, isWanted)),
  );
  return found
    .flat()
    .filter(({ isSidechain }) => !isSidechain)
    .filter(({ place, slug, cwd }) => place.kind !== 'host' || (folders?.holds(slug, cwd) ?? true))
    .sort((a, b) => b.changedAt - a.changedAt || (a.id < b.id ? 1 : -1));
}

/**
 * The conversation of an id, or of the only id that begins with these characters.
 * @throws UserError when there is none, or there are several
 */
export async function findConversation(request: FindRequest, id: string): Promise<FoundConversation> {
  const all = await find(request, (each) => each.startsWith(id));
  const found = all.some(({ isRemnant }) => !isRemnant) ? all.filter(({ isRemnant }) => !isRemnant) : all;
  const [first] = found;
  if (!first) throw new UserError(`There is no conversation ${id}.`, 'See `claude-sessions list --all`.');
  const ids = new Set(found.map((each) => each.id));
  if (ids.size === 1) return first;
  throw new UserError(`${counted(ids.size, 'conversation')} begin with ${id}.`, 'Write more of the id.');
}

async function hostSource({ configDir }: FindRequest, folders?: ProjectFolders): Promise<FolderSource> {
  const projects = join(configDir, 'projects');
  const entries = await readdir(projects, { withFileTypes: true }).catch(() => []);
  const names = entries.flatMap((each) => (each.isDirectory() ? each.name : []));
  const wanted = names.filter((name) => folders?.mayHold(name) ?? true);
  return new FolderSource({ kind: 'host' }, new Map(wanted.map((name) => [name, join(projects, name)])));
}

async function ofSource(
  source: ConversationSource,
  { onTrouble }: FindRequest,
  isWanted: (id: string) => boolean,
): Promise<FoundConversation[]> {
  const found: FoundConversation[] = [];
  try {
    const entries = (await source.entries()).filter(({ id }) => isWanted(id));
    const { atOnce = 500 } = source;
    for (let from = 0; from < entries.length; from += atOnce) {
      const some = entries.slice(from, from + atOnce);
      const ends = await source.ends(some);
      for (const entry of some) found.push(conversationOf(source, entry, ends.get(entry)));
    }
    for (const each of source.leftOut ?? []) onTrouble?.(each);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    onTrouble?.(error.message);
  }
  return found;
}

function conversationOf(
  source: ConversationSource,
  entry: TranscriptEntry,
  ends: TranscriptEnds | undefined,
): FoundConversation {
  const summary = summarize(ends ?? { head: '', tail: '' });
  return { ...entry, ...summary, place: source.place, isWaiting: false, open: () => source.open(entry) };
}
