import { homedir } from 'node:os';
import { titleOf } from '@claude-sessions/core/conversations/Conversation.ts';
import { queryOf, type SaidKind, saidKinds } from '@claude-sessions/core/conversations/search/Query.ts';
import type { Snippet } from '@claude-sessions/core/conversations/search/snippet.ts';
import { counted } from '@claude-sessions/core/counted.ts';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import { type Searched, type SearchRequest, searchConversations } from '../api/searchConversations.ts';
import { requestFor } from '../conversations/requestFor.ts';
import type { ConversationHits } from '../conversations/search/searchTranscripts.ts';
import { withContainers } from '../conversations/withContainers.ts';
import { UsageError } from '../host/errors.ts';
import { engineFrom } from '../settings/setting.ts';
import { escapeControls, log, note, out, printJson, printResult } from '../terminal/output.ts';
import { limitOf } from './limitOf.ts';

export interface SearchCommandOptions {
  readonly all?: boolean;
  readonly containers?: boolean;
  /** One of `saidKinds` with an s, or `all`. */
  readonly in?: string;
  readonly limit?: string;
  readonly json?: boolean;
  readonly dockerPath?: string;
}

const speakers: Readonly<Record<SaidKind, string>> = {
  prompt: 'you',
  answer: 'Claude',
  tool: 'tool',
  title: 'title',
};

/** `search`: conversations in which words are. Exit code 1 when there are none, as with grep. */
export async function search(words: readonly string[], options: SearchCommandOptions): Promise<number> {
  if (queryOf(words).patterns.length === 0)
    throw new UsageError('There is no word to search for.', 'Give at least one word.');
  const found: ConversationHits[] = [];
  let isFirst = true;
  const limit = limitOf(options);
  const result = await searchConversations(words, await searched(options), {
    kinds: kindsIn(options),
    ...(limit !== undefined && { limit }),
    onHit: (hits) => {
      if (options.json) found.push(hits);
      else printResult([...(isFirst ? [] : ['']), ...linesOf(hits, options.all === true)].join('\n'));
      isFirst = false;
    },
  });
  if (options.json) printJson({ schemaVersion: 1, conversations: found.map(jsonOf), ...leftOut(result) });
  for (const { id, error } of result.failed)
    log(`warning: ${id} could not be searched whole: ${escapeControls(error)}`);
  if (!options.json) sayWhatIsLeft(result, options);
  return result.conversations > 0 ? 0 : 1;
}

/** Without `--containers` no engine is asked. */
async function searched(options: SearchCommandOptions): Promise<SearchRequest> {
  const onTrouble = (sentence: string) => log(`warning: ${escapeControls(sentence)}`);
  const request = { ...(await requestFor(undefined, options)), onTrouble };
  if (!options.containers) return request;
  return { ...withContainers(request, engineFrom(options.dockerPath, process.env)), inContainers: true };
}

function kindsIn({ in: place = 'all' }: SearchCommandOptions): readonly SaidKind[] {
  return place === 'all' ? saidKinds : saidKinds.filter((kind) => `${kind}s` === place);
}

function linesOf({ conversation, hits, isMore }: ConversationHits, all: boolean): string[] {
  const { id, changedAt, place, project, cwd, slug } = conversation;
  const side = place.kind === 'container' ? (place.container ?? place.volume) : place.kind;
  const facts = [
    id,
    dateText(changedAt),
    side,
    ...(all ? [shortenHome(project ?? cwd ?? slug, homedir())] : []),
  ];
  return [
    out.bold(shownLine(titleOf(conversation)?.replace(/\s+/gu, ' ') ?? '(no title)', 100)),
    `  ${facts.map((fact) => shownLine(fact)).join('  ')}`,
    ...hits.map((hit) => `  ${out.bold(speakers[hit.kind])}  ${marked(hit)}`),
    ...(isMore ? ['  … and more'] : []),
  ];
}

function marked({ text, marks }: Snippet): string {
  let at = 0;
  const parts = marks.map(([from, to]) => {
    const part = text.slice(at, from) + out.red(text.slice(from, to));
    at = to;
    return part;
  });
  return parts.join('') + text.slice(at);
}

/** By this host's clock. */
function dateText(time: number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return '';
  const digits = (value: number) => `${value}`.padStart(2, '0');
  const day = [date.getFullYear(), digits(date.getMonth() + 1), digits(date.getDate())].join('-');
  return `${day} ${digits(date.getHours())}:${digits(date.getMinutes())}`;
}

function jsonOf({ conversation, hits, isMore }: ConversationHits): Record<string, unknown> {
  const { id, place, project, cwd, changedAt } = conversation;
  return {
    id,
    place,
    project: project ?? null,
    cwd: cwd ?? null,
    title: titleOf(conversation) ?? null,
    changedAt: timeOf(changedAt),
    hits: hits.map(({ kind, uuid, at, text, marks }) => ({
      in: `${kind}s`,
      message: uuid ?? null,
      time: timeOf(at),
      text,
      marks,
    })),
    more: isMore,
  };
}

function timeOf(time: number | undefined): string | null {
  const date = new Date(time ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

function leftOut({ isMore, failed, tooLong }: Searched): Record<string, unknown> {
  return { more: isMore, failed, linesTooLong: tooLong };
}

function sayWhatIsLeft(
  { conversations, isMore, tooLong }: Searched,
  { all, containers }: SearchCommandOptions,
): void {
  if (conversations === 0) {
    const more = [
      ...(all ? [] : ['--all searches every project']),
      ...(containers ? [] : ["--containers searches those in containers' volumes, too"]),
    ];
    const where = all ? '' : ' in this project';
    note(`Nothing was found${where}${more.length > 0 ? `; ${more.join(', ')}` : ''}.`);
  }
  if (isMore) note('There are more; --limit says how many are shown.');
  if (tooLong > 0) note(`${counted(tooLong, 'line')} of more than 16 MB could not be searched.`);
}
