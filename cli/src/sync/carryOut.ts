import { join } from 'node:path';
import { titleOf } from '@claude-sessions/core/conversations/Conversation.ts';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import type { Candidate } from './Candidate.ts';
import { foldersOfPlace, type LocalFiles, type LocalRequest } from './localFiles.ts';
import { makeFork } from './makeFork.ts';
import { besideName, type PlannedConversation, type PlannedFile } from './planConversation.ts';
import type { FromMachine, SyncReport } from './SyncReport.ts';
import type { ForkRecord, SyncRecord } from './syncRecord.ts';
import { copyFrom, writeNew, writeOver } from './writeIncoming.ts';

/** What a run did here. */
export interface Done {
  readonly got: FromMachine[];
  readonly forwarded: FromMachine[];
  readonly forked: SyncReport['forked'][number][];
  readonly beside: string[];
  readonly forks: ForkRecord[];
  readonly settled: Map<string, string>;
  files: number;
}

export const nothingDone = (): Done => ({
  ...{ got: [], forwarded: [], forked: [], beside: [], forks: [] },
  settled: new Map(),
  files: 0,
});

export interface CarryRequest extends Pick<LocalRequest, 'configDir' | 'trees'> {
  readonly local: LocalFiles;
  /** Files as this machine put them down, by path. */
  readonly put: SyncRecord['files'];
  /** A folder of ours. */
  readonly room: string;
  readonly dryRun: boolean;
}

const fromOf = ({ state }: Candidate) => shownLine(state.host, 60);

/** Does what was planned for one conversation, the transcript last: what belongs to it is there when a client sees it. */
export async function carryOut(plan: PlannedConversation, request: CarryRequest, done: Done): Promise<void> {
  const { session, ours, next } = plan;
  const place = next?.at.place ?? plan.files[0]?.candidate.at.place ?? '';
  const folder = ours?.file.folder ?? foldersOfPlace(request, place)[0] ?? '';
  for (const each of plan.files) await carryFile(each, folder, request, done);
  if (next) {
    const target = { folder, names: [`${session}.jsonl`] };
    const fill = copyFrom(next.staged ?? '');
    const isIn =
      request.dryRun ||
      (ours ? await writeOver(target, ours.file.stamp, fill) : await writeNew(target, fill));
    if (isIn) (ours ? done.forwarded : done.got).push({ session, from: fromOf(next) });
  }
  for (const [at, fork] of plan.forks.entries()) {
    const from = fromOf(fork.candidate);
    if (request.dryRun) {
      done.forked.push({ session, from, fork: fork.before?.id ?? '' });
      continue;
    }
    const found = request.local.found.get(session);
    const title = `${shownLine((found && titleOf(found)) ?? 'Conversation', 200)} (from ${from})`;
    const made = await makeFork(fork, {
      folder,
      title,
      local: request.local,
      put: ours && request.put[ours.file.path],
      scratch: join(request.room, `fork-${session}-${at}`),
    });
    if (!made) continue;
    done.forks.push(made);
    done.forked.push({ session, from, fork: made.id });
  }
  for (const [key, value] of plan.settled) done.settled.set(key, value);
}

async function carryFile(
  planned: PlannedFile,
  folder: string,
  { dryRun }: CarryRequest,
  done: Done,
): Promise<void> {
  const { step, candidate, ours } = planned;
  const { session, below = '' } = candidate.at;
  const fill = copyFrom(candidate.staged ?? '');
  const own = { folder: ours?.folder ?? folder, names: ours?.names ?? [session, ...below.split('/')] };
  const target = step === 'beside' ? { ...own, names: besideName(planned) } : own;
  const isIn =
    dryRun ||
    (step === 'fast-forward'
      ? await writeOver(target, ours?.stamp ?? '', fill)
      : await writeNew(target, fill));
  if (!isIn) return;
  if (step === 'beside') done.beside.push(target.names.join('/'));
  else done.files++;
}
