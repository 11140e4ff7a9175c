import { join } from 'node:path';
import { type Conversation, titleOf } from '@claude-sessions/core/conversations/Conversation.ts';
import { findForks } from '@claude-sessions/core/conversations/findForks.ts';
import { isSessionId } from '@claude-sessions/core/conversations/sessionId.ts';
import { counted } from '@claude-sessions/core/counted.ts';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { projectSlug } from '@claude-sessions/core/slug.ts';
import { UsageError, UserError } from '../host/errors.ts';
import { realPathOf } from '../host/realPath.ts';
import type { KnownProject } from '../workspace/knownProjects.ts';
import type { ConversationSource } from './ConversationSource.ts';
import { openInside } from './containers/openInside.ts';
import type { FoundConversation, WritableConversation } from './FoundConversation.ts';
import { foldCarried } from './foldCarried.ts';
import { hostSource } from './hostSource.ts';
import { keptFor, openOnHost } from './hostState.ts';
import { mirrorSources, projectsOf } from './mirrorSources.ts';
import { ProjectFolders } from './projectFolders.ts';
import { type Reading, readSource } from './readSource.ts';
import { worktreesOf } from './worktrees.ts';

export type { FoundConversation };

/** What is looked through. */
export interface FindRequest {
  /** Claude's config directory on this host. */
  readonly configDir: string;
  /** The real path of a folder: only conversations of its project; of all, if absent. */
  readonly project?: string | undefined;
  /** The user's home, in which mirrors lie and what was read is kept; only the config directory is looked through, if absent. */
  readonly home?: string | undefined;
  /** Where else conversations lie: all that they have is the project's. Those of a function are found while the host's are read. */
  readonly sources?:
    | readonly ConversationSource[]
    | (() => Promise<readonly ConversationSource[]>)
    | undefined;
  /** Is told what could not be looked at, a sentence; else nobody is. */
  readonly onTrouble?: ((sentence: string) => void) | undefined;
}

/** Every conversation, the one that was changed last first. Those of subagents are none. */
export async function findConversations(request: FindRequest): Promise<FoundConversation[]> {
  return await find(request, undefined);
}

/** So much of an id tells it from others, and is what a list shows. */
const enoughOfId = 8;

/**
 * The conversation of an id, or of the only id that begins with these characters; else the one with that title, or with these words in it. Other
 * sources are looked at when an id says too little, or the host has none.
 * @throws UserError when there is none, or there are several
 */
export async function findConversation(request: FindRequest, id: string): Promise<FoundConversation> {
  const wanted = id.trim().toLowerCase();
  if (wanted === '') throw new UsageError('The id is empty.', 'See `claude-sessions list --all`.');
  const isWanted = (each: string) => each.toLowerCase().startsWith(wanted);
  const here = id.length < enoughOfId ? [] : await find({ ...request, sources: [] }, isWanted);
  const all = here.some(({ isRemnant }) => !isRemnant) ? here : await find(request, isWanted);
  const byId = all.some(({ isRemnant }) => !isRemnant) ? all.filter(({ isRemnant }) => !isRemnant) : all;
  const found = byId.length > 0 || isSessionId(id) ? byId : withTitle(await find(request, undefined), wanted);
  // A mirror may have another branch under the id of the host's.
  const first = found.find(({ place }) => place.kind === 'host') ?? found[0];
  if (!first) throw new UserError(`There is no conversation ${id}.`, 'See `claude-sessions list --all`.');
  const ids = [...new Set(found.map((each) => each.id))];
  if (ids.length === 1) return first;
  const isById = byId.length > 0;
  const named = ids.slice(0, mostNamed).map((each) => {
    const title = titleOf(found.find((one) => one.id === each) ?? first) ?? 'no title';
    return `${each.slice(0, isById ? Math.max(8, wanted.length + 4) : 8)} (${shownLine(title.replace(/\s+/g, ' '), 40)})`;
  });
  throw new UserError(
    `${counted(ids.length, 'conversation')} ${isById ? `begin with ${id}` : `have "${id}" in their title`}.`,
    `${isById ? 'Write more of the id' : 'Name one by its id'}: ${named.join(', ')}${ids.length > mostNamed ? ', …' : ''}`,
  );
}

const mostNamed = 5;

function withTitle(all: readonly FoundConversation[], wanted: string): readonly FoundConversation[] {
  const words = wanted.split(/\s+/);
  const titles = all.map((each) => ({
    each,
    title: titleOf(each)?.toLowerCase().replace(/\s+/g, ' ') ?? '',
  }));
  const exact = titles.filter(({ title }) => title === words.join(' '));
  const found =
    exact.length > 0 ? exact : titles.filter(({ title }) => words.every((word) => title.includes(word)));
  return found.map(({ each }) => each);
}

async function find(request: FindRequest, isWanted: Reading['isWanted']): Promise<FoundConversation[]> {
  const { configDir, project, home, onTrouble, sources = [] } = request;
  const elsewhere = Promise.resolve(typeof sources === 'function' ? sources() : sources);
  // It is waited for below.
  elsewhere.catch(() => undefined);
  const [folders, known, open, kept] = await Promise.all([
    project === undefined ? undefined : foldersOf(project),
    home === undefined ? [] : projectsOf(home),
    openOnHost(configDir),
    keptFor(configDir),
  ]);
  const reading: Reading = { isWanted, onTrouble, index: home && join(home, '.claude-sessions', 'index') };
  const read = (source: ConversationSource) => readSource(source, reading);
  const host = (await read(await hostSource(configDir, folders))).filter(
    ({ slug, cwd }) => folders?.holds(slug, cwd) ?? true,
  );
  const projectOf = project === undefined ? projectByFiling(known) : () => project;
  for (const each of host) {
    each.project = projectOf(each);
    each.openIn = open.has(each.id) ? 'host' : undefined;
    each.sweptAt = each.changedAt + kept;
  }
  const mirrored = await readMirrors(await mirrorSources(known, project), host, read);
  const others = (await Promise.all((await elsewhere).map(read))).flat();
  const found = [...host, ...mirrored, ...others].filter(({ isSidechain }) => !isSidechain);
  const inside = await openInside(await elsewhere);
  for (const each of found) if (inside.has(each.id)) each.openIn ??= 'container';
  const forks = findForks(found);
  for (const each of found) each.forkedFrom ??= forks.get(each.id);
  return found.sort((a, b) => b.changedAt - a.changedAt || (a.id < b.id ? 1 : -1));
}

async function foldersOf(project: string): Promise<ProjectFolders> {
  return new ProjectFolders([project, ...(await worktreesOf(project))]);
}

/** One after the other: what is known of the host's is compared with. */
async function readMirrors(
  mirrors: Awaited<ReturnType<typeof mirrorSources>>,
  host: readonly WritableConversation[],
  read: (source: ConversationSource) => Promise<WritableConversation[]>,
): Promise<WritableConversation[]> {
  const found: WritableConversation[] = [];
  for (const { source, journal, project } of mirrors) {
    const mirrored = await read(source);
    for (const each of mirrored) each.project = project;
    found.push(...(await foldCarried(mirrored, host, journal)));
  }
  return found;
}

/** Of which project a conversation is: the one that is known to file there, or the folder where it was begun. */
function projectByFiling(known: readonly KnownProject[]): (conversation: Conversation) => string | undefined {
  const bySlug = new Map(
    known.map(({ folder }) => realPathOf(folder) ?? folder).map((path) => [projectSlug(path), path]),
  );
  return ({ slug, cwd }) =>
    bySlug.get(slug) ?? (cwd !== undefined && projectSlug(cwd) === slug ? cwd : undefined);
}
