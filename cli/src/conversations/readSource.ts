import type { TranscriptEntry, TranscriptSummary } from '@claude-sessions/core/conversations/Conversation.ts';
import { summarize } from '@claude-sessions/core/conversations/summarize.ts';
import { UserError } from '../host/errors.ts';
import type { ConversationSource } from './ConversationSource.ts';
import type { WritableConversation } from './FoundConversation.ts';
import { SummaryIndex } from './SummaryIndex.ts';

export interface Reading {
  /** Of which ids; of all, if absent. */
  readonly isWanted?: ((id: string) => boolean) | undefined;
  /** The folder in which it is kept what was read; nothing is, if absent. */
  readonly index?: string | undefined;
  readonly onTrouble?: ((sentence: string) => void) | undefined;
}

/** Unless a source says so. */
const usuallyAtOnce = 500;

/** The conversations of a source. One that cannot be looked at has none, and that is told. */
export async function readSource(
  source: ConversationSource,
  reading: Reading,
): Promise<WritableConversation[]> {
  const found: WritableConversation[] = [];
  try {
    for (const [name, entries] of byName(source, await source.entries())) {
      const summaries = await summariesOf(source, name, entries, reading);
      for (const entry of entries) {
        const summary = summaries.get(entry);
        if (summary) found.push(conversationOf(source, entry, summary));
      }
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    reading.onTrouble?.(error.message);
  }
  for (const each of source.leftOut ?? []) reading.onTrouble?.(each);
  return found;
}

function byName(
  source: ConversationSource,
  entries: readonly TranscriptEntry[],
): Map<string | undefined, TranscriptEntry[]> {
  const found = new Map<string | undefined, TranscriptEntry[]>();
  for (const entry of entries) {
    const name = source.nameOf?.(entry.slug);
    const known = found.get(name);
    if (known) known.push(entry);
    else found.set(name, [entry]);
  }
  return found;
}

async function summariesOf(
  source: ConversationSource,
  name: string | undefined,
  entries: readonly TranscriptEntry[],
  { isWanted, index: indexFolder }: Reading,
): Promise<Map<TranscriptEntry, TranscriptSummary>> {
  const found = new Map<TranscriptEntry, TranscriptSummary>();
  const wanted = isWanted ? entries.filter(({ id }) => isWanted(id)) : entries;
  if (wanted.length === 0) return found;
  const index =
    name === undefined || indexFolder === undefined ? undefined : await SummaryIndex.open(indexFolder, name);
  const unknown: TranscriptEntry[] = [];
  for (const entry of wanted) {
    const summary = entry.isRemnant ? nothing : index?.get(entry);
    if (summary) found.set(entry, summary);
    else unknown.push(entry);
  }
  await readInto(source, unknown, (entry, summary) => {
    found.set(entry, summary);
    index?.add(entry, summary);
  });
  if (!isWanted) await index?.keep(entries, source.isDear);
  return found;
}

async function readInto(
  source: ConversationSource,
  entries: readonly TranscriptEntry[],
  take: (entry: TranscriptEntry, summary: TranscriptSummary) => void,
): Promise<void> {
  const { atOnce = usuallyAtOnce } = source;
  for (let from = 0; from < entries.length; from += atOnce) {
    for (const [entry, ends] of await source.ends(entries.slice(from, from + atOnce)))
      take(entry, summarize(ends));
  }
}

const nothing = summarize({ head: '', tail: '' });

/** All members are written out: spread ones would take ten times the memory, which counts with thousands of them. */
export function conversationOf(
  source: ConversationSource,
  entry: TranscriptEntry,
  summary: TranscriptSummary,
): WritableConversation {
  return {
    id: entry.id,
    slug: entry.slug,
    size: entry.size,
    changedAt: entry.changedAt,
    inode: entry.inode,
    isRemnant: entry.isRemnant,
    bornAt: entry.bornAt,
    titledAt: entry.titledAt,
    customTitle: summary.customTitle,
    aiTitle: summary.aiTitle,
    formerTitle: summary.formerTitle,
    firstPrompt: summary.firstPrompt,
    lastPrompt: summary.lastPrompt,
    lastWords: summary.lastWords,
    tag: summary.tag,
    cwd: summary.cwd,
    gitBranch: summary.gitBranch,
    version: summary.version,
    begunAt: summary.begunAt,
    turns: summary.turns,
    isHeadless: summary.isHeadless,
    isSidechain: summary.isSidechain,
    isEmpty: summary.isEmpty,
    forkedFrom: summary.forkedFrom,
    continuedIn: summary.continuedIn,
    trail: summary.trail,
    place: source.place,
    project: source.project,
    openIn: undefined,
    isWaiting: false,
    sweptAt: undefined,
    open: () => source.open(entry),
  };
}
