import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Conversation, TranscriptEntry } from '@claude-sessions/core/conversations/Conversation.ts';
import { summarize } from '@claude-sessions/core/conversations/summarize.ts';
import { counted } from '@claude-sessions/core/counted.ts';
import { UserError } from '../host/errors.ts';
import type { ConversationSource, OpenedTranscript } from './ConversationSource.ts';
import { FolderSource } from './FolderSource.ts';

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
}

/** Every conversation, the one that was changed last first. */
export async function findConversations(request: FindRequest): Promise<FoundConversation[]> {
  const sources = await sourcesOf(request);
  const found = await Promise.all(sources.map(ofSource));
  return found.flat().sort((a, b) => b.changedAt - a.changedAt);
}

/**
 * The conversation of an id, or of the only id that begins with these characters.
 * @throws UserError when there is none, or there are several
 */
export async function findConversation(request: FindRequest, id: string): Promise<FoundConversation> {
  const found = (await findConversations(request)).filter((each) => each.id.startsWith(id));
  const [first] = found;
  if (!first) throw new UserError(`There is no conversation ${id}.`, 'See `claude-sessions list --all`.');
  const ids = new Set(found.map((each) => each.id));
  if (ids.size === 1) return first;
  throw new UserError(`${counted(ids.size, 'conversation')} begin with ${id}.`, 'Write more of the id.');
}

async function sourcesOf({ configDir }: FindRequest): Promise<ConversationSource[]> {
  const projects = join(configDir, 'projects');
  const entries = await readdir(projects, { withFileTypes: true }).catch(() => []);
  const folders = entries.flatMap((each) => (each.isDirectory() ? each.name : []));
  const paths = new Map(folders.map((name) => [name, join(projects, name)]));
  return [new FolderSource({ kind: 'host' }, paths)];
}

async function ofSource(source: ConversationSource): Promise<FoundConversation[]> {
  const entries = await source.entries();
  const ends = await source.ends(entries);
  return entries.map((entry) => conversationOf(source, entry, ends.get(entry)));
}

function conversationOf(
  source: ConversationSource,
  entry: TranscriptEntry,
  ends: { head: string; tail: string } | undefined,
): FoundConversation {
  const summary = summarize(ends ?? { head: '', tail: '' });
  return { ...entry, ...summary, place: source.place, isWaiting: false, open: () => source.open(entry) };
}
