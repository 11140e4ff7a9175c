import { dirname, join } from 'node:path';
import { titleOf } from '@claude-sessions/core/conversations/Conversation.ts';
import { answerColumns, type Counted, promptColumns } from '@claude-sessions/core/stats/Counted.ts';
import type { ModelDay } from '@claude-sessions/core/stats/ModelDay.ts';
import type { Stats } from '@claude-sessions/core/stats/Stats.ts';
import { StatsSum } from '@claude-sessions/core/stats/StatsSum.ts';
import { isOfFolder, sideOf } from '@claude-sessions/core/stats/sideOf.ts';
import type { FindRequest } from '../conversations/findConversations.ts';
import { type FoundTranscript, findTranscripts, transcriptsOf } from '../conversations/findTranscripts.ts';
import { mirrorSources, projectsOf } from '../conversations/mirrorSources.ts';
import { CountedIndexes } from './CountedIndexes.ts';
import { type CountableFile, filesIn, subagentFiles } from './countedFiles.ts';
import { countFiles } from './countFiles.ts';

export interface StatsRequest extends FindRequest {
  /** Milliseconds since 1970; from the beginning and until now, if absent. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** What the conversations of a project, or all, came to: forks, background copies and subagents counted once. */
export async function readStats(request: StatsRequest): Promise<Stats> {
  const sum = new StatsSum();
  const transcripts = await addAll(request, sum);
  return await withTitles(sum.stats(request.since, request.until), transcripts);
}

/** The same of several projects together, and what each model came to on each day. */
export async function readStatsByDay(
  requests: readonly FindRequest[],
): Promise<{ readonly stats: Stats; readonly modelDays: readonly ModelDay[] }> {
  const sum = new StatsSum();
  const transcripts: FoundTranscript[] = [];
  for (const request of requests) transcripts.push(...(await addAll(request, sum)));
  return { stats: await withTitles(sum.stats(), transcripts), modelDays: sum.modelDays() };
}

async function addAll(request: StatsRequest, sum: StatsSum): Promise<FoundTranscript[]> {
  const transcripts = await wanted(request);
  await addHere(transcripts, request, sum);
  for (const each of transcripts) if (each.path() === undefined) await addElsewhere(each, request, sum);
  if (sum.hasMore)
    request.onTrouble?.('There is more than is counted: a transcript has millions of answers.');
  return transcripts;
}

/** Those of a list, and all of mirrors: what waits there to be carried is in no transcript of the host. */
async function wanted(request: StatsRequest): Promise<FoundTranscript[]> {
  const { project, home } = request;
  const found = await findTranscripts(request);
  if (project === undefined || home === undefined) return found;
  const mirrors = await mirrorSources(await projectsOf(home), project);
  const mirrored = await Promise.all(mirrors.map(({ source }) => transcriptsOf(source)));
  return [...found.filter(({ place }) => place.kind !== 'mirror'), ...mirrored.flat()];
}

/** A transcript that lies on this host. */
interface Lying {
  readonly file: CountableFile;
  readonly slug: string;
  readonly isHost: boolean;
}

async function addHere(
  transcripts: readonly FoundTranscript[],
  request: StatsRequest,
  sum: StatsSum,
): Promise<void> {
  const all = filesOf(transcripts);
  const lying = all.filter(({ file }) => mayHave(file, request));
  const counted = await countedOf(lying.map(fileOf), all.map(fileOf), request);
  const inside = containerFolders(lying, counted);
  for (const [index, { file, slug, isHost }] of lying.entries()) {
    const folders = inside.get(slug) ?? new Set();
    const side = (cwd: string) => (isHost ? sideOf(cwd, slug, request.home, folders) : 'container');
    for (const each of counted[index] ?? []) sum.add({ ...file, counted: each, sideOf: side });
  }
}

const fileOf = ({ file }: Lying) => file;

/** What files say: those that were not changed are not read again. */
async function countedOf(
  files: readonly CountableFile[],
  all: readonly CountableFile[],
  request: StatsRequest,
): Promise<(readonly Counted[])[]> {
  if (request.home === undefined) return (await countFiles(files, request)).map((parts) => parts ?? []);
  const indexes = new CountedIndexes(join(request.home, '.claude-sessions', 'index'));
  const known = await indexes.find(files);
  const unknown = files.filter((_, index) => known[index] === undefined);
  const counted = new Map<CountableFile, readonly Counted[]>();
  for (const [index, parts] of (await countFiles(unknown, request)).entries()) {
    const file = unknown[index];
    if (!file || !parts) continue;
    counted.set(file, parts);
    indexes.add(file, parts);
  }
  await indexes.keep(all);
  return files.map((file, index) => known[index] ?? counted.get(file) ?? []);
}

function filesOf(transcripts: readonly FoundTranscript[]): Lying[] {
  const ids = new Map<string, { slug: string; isHost: boolean; wanted: Set<string> }>();
  for (const each of transcripts) {
    const path = each.path();
    if (path === undefined) continue;
    const folder = dirname(path);
    const known = ids.get(folder) ?? {
      ...{ slug: each.entry.slug, isHost: each.place.kind === 'host', wanted: new Set<string>() },
    };
    known.wanted.add(each.entry.id);
    ids.set(folder, known);
  }
  return [...ids].flatMap(([folder, { slug, isHost, wanted }]) =>
    filesIn(folder, (id) => wanted.has(id)).map((file) => ({ file, slug, isHost })),
  );
}

/** Nothing in a file is newer than the file; clocks may differ by a day. */
function mayHave({ changedAt }: Pick<CountableFile, 'changedAt'>, { since }: StatsRequest): boolean {
  return since === undefined || changedAt + 24 * 3_600_000 >= since;
}

/** By the names of their folders: where conversations were begun that were not begun on the host. */
function containerFolders(
  lying: readonly Lying[],
  counted: readonly (readonly Counted[])[],
): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [index, { file, slug, isHost }] of lying.entries()) {
    const cwd = file.isTranscript && isHost ? firstCwd(counted[index]?.[0]) : undefined;
    // A name that was chosen (`CLAUDE_CODE_PROJECT_DIR_NAME`) tells nothing of a directory.
    if (cwd === undefined || !/^(?:-|[A-Za-z]--)/.test(slug) || isOfFolder(cwd, slug)) continue;
    const folders = found.get(slug) ?? new Set();
    if (folders.size < mostFolders) folders.add(cwd);
    found.set(slug, folders);
  }
  return found;
}

const mostFolders = 20;

function firstCwd(counted: Counted | undefined): string | undefined {
  if (!counted) return undefined;
  const { names, prompts, answers } = counted;
  return names[prompts[promptColumns.cwd] ?? -1] ?? names[answers[answerColumns.cwd] ?? -1];
}

/** A conversation in a container's volume is copied, counted, and the copy taken away. */
async function addElsewhere(each: FoundTranscript, request: StatsRequest, sum: StatsSum): Promise<void> {
  const { entry } = each;
  if (entry.isRemnant || !mayHave(entry, request)) return;
  try {
    const opened = await each.open();
    try {
      const { size, changedAt, inode, id: session } = entry;
      const bornAt = entry.bornAt ?? changedAt;
      const own = {
        path: opened.path,
        folder: dirname(opened.path),
        size,
        inode,
        changedAt,
        bornAt,
        session,
        isTranscript: true,
      };
      const files = [own, ...(opened.folder === undefined ? [] : subagentFiles(opened.folder, session))];
      const counted = await countFiles(files, request);
      for (const part of counted.flatMap((parts) => parts ?? []))
        sum.add({ session, bornAt, counted: part, sideOf: () => 'container' });
    } finally {
      await opened.dispose();
    }
  } catch (error) {
    request.onTrouble?.(`${entry.id} could not be read: ${(error as Error).message}`);
  }
}

/** More titles nobody reads. */
const mostTitles = 100;

async function withTitles(stats: Stats, transcripts: readonly FoundTranscript[]): Promise<Stats> {
  const bySession = new Map(transcripts.toReversed().map((each) => [each.entry.id, each]));
  const rows = await Promise.all(
    stats.by.conversation.map(async (row, index) => {
      const found = index < mostTitles ? await bySession.get(row.key)?.look() : undefined;
      const title = found && titleOf(found);
      return title === undefined ? row : { ...row, title };
    }),
  );
  return { ...stats, by: { ...stats.by, conversation: rows } };
}
