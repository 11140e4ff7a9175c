import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { type Arrived, type Checked, type CheckRequest, checkIncoming } from './checkIncoming.ts';
import { withLocal } from './localFiles.ts';
import type { PlannedConversation } from './planConversation.ts';
import type { LeftConversation } from './SyncReport.ts';

export interface Judged {
  /** Without what would act here. */
  readonly plans: readonly PlannedConversation[];
  readonly left: readonly LeftConversation[];
  /** Keys of prompts that were taken. */
  readonly prompts: readonly string[];
}

/** Leaves out of what is planned whatever would act on this host. @param accepts takes what may be taken all the same */
export async function judgeArrived(
  plans: readonly PlannedConversation[],
  accepts: boolean,
  request: CheckRequest,
): Promise<Judged> {
  const copies = new Map(
    await Promise.all(
      plans.map(async (plan) => [plan.session, await copyOfOurs(plan, request.room)] as const),
    ),
  );
  const rounds = Math.max(0, ...plans.map(({ forks }) => forks.length));
  const checks: Checked[] = [];
  for (let round = 0; round <= rounds; round++) {
    const arrived = plans.flatMap((plan) => arrivedIn(plan, round, copies.get(plan.session)));
    checks.push(await checkIncoming(arrived, { ...request, room: join(request.room, `check-${round}`) }));
  }
  const left: LeftConversation[] = [];
  const isLeft = (round: number, session: string, from: string) => {
    const codes = checks[round]?.bad.get(session);
    if (!codes || (accepts && !checks[round]?.never.has(session))) return false;
    left.push({ session, why: 'acts', from: shownLine(from, 60), codes });
    return true;
  };
  const judged = plans.map((plan): PlannedConversation => {
    const { session, next, files } = plan;
    const from = (next ?? files[0]?.candidate)?.state.host;
    const isBad = from !== undefined && isLeft(0, session, from);
    const forks = plan.forks.filter(({ candidate }, at) => !isLeft(at + 1, session, candidate.state.host));
    return isBad ? { ...plan, next: undefined, files: [], forks } : { ...plan, forks };
  });
  return { plans: judged, left, prompts: accepts ? checks.flatMap(({ prompts }) => prompts) : [] };
}

/** In the first round what goes under the conversation's own id, then its forks one by one. */
function arrivedIn(
  { session, next, forks, files }: PlannedConversation,
  round: number,
  ours: string | undefined,
): Arrived[] {
  const found = new Map<string, string>();
  const transcript = round === 0 ? next : forks[round - 1]?.candidate;
  if (transcript?.staged !== undefined) found.set(`${session}.jsonl`, transcript.staged);
  if (round === 0)
    for (const { candidate, step } of files)
      if (candidate.staged !== undefined) {
        const path = `${session}/${candidate.at.below}`;
        found.set(step === 'beside' ? `${path}.${candidate.file.hash.slice(0, 8)}` : path, candidate.staged);
      }
  return found.size === 0 ? [] : [{ session, files: found, ours }];
}

const blockLength = 1024 * 1024;

async function copyOfOurs({ session, ours }: PlannedConversation, room: string): Promise<string | undefined> {
  if (!ours) return undefined;
  const folder = join(room, 'own');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${session}.jsonl`);
  return withLocal(ours.file, (from) => {
    const to = openSync(path, 'w', 0o600);
    try {
      const block = Buffer.allocUnsafe(blockLength);
      for (let at = 0; at < ours.file.size; ) {
        const count = readSync(from, block, 0, Math.min(block.length, ours.file.size - at), at);
        if (count === 0) break;
        for (let done = 0; done < count; ) done += writeSync(to, block, done, count - done);
        at += count;
      }
    } finally {
      closeSync(to);
    }
    return path;
  });
}
