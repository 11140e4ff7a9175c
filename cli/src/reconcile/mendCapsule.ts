import { basename } from 'node:path';
import { capsuleMounts } from '@claude-sessions/core/capsule/engineArguments.ts';
import { parseRun, type RecordedRun, runWords } from '@claude-sessions/core/capsule/recordedRun.ts';
import type { Capsule } from '@claude-sessions/core/capsule/types.ts';
import { capsuleLabels } from '@claude-sessions/core/container/ourLabels.ts';
import { shellWord } from '@claude-sessions/core/findings/advice.ts';
import { compare } from '@claude-sessions/core/reconcile/compare.ts';
import { type CapsuleImage, imageThere } from '../capsule/buildImage.ts';
import { CapsuleEvents } from '../capsule/events.ts';
import { stopContainer, takeOver } from '../capsule/leftovers.ts';
import { ensureLoginFolder } from '../capsule/loginFolder.ts';
import { type CapsuleOptions, planCapsule } from '../capsule/planCapsule.ts';
import { createAgent, ensureVolume, prepareHome } from '../capsule/prepareHome.ts';
import type { Engine } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { runProcess } from '../host/runProcess.ts';
import { tryHolder, withLock } from '../host/withLock.ts';
import { note } from '../terminal/output.ts';
import { leftForLoss, type Mended } from './leftForLoss.ts';
import type { Attempt, MendOptions } from './result.ts';

/**
 * Makes a capsule anew as its run was asked to, of the image that it has: nothing is built, and nothing of the folder is run on this host.
 *
 * 1. Left alone: one that a process of `run` keeps up, which is the one to make it anew; one that holds Claude's state in the container
 *    itself; one that does not say how it was run; one that would be no better.
 * 2. Its home is prepared while the old one is there still, and comes back where that fails.
 */
export async function mendCapsule(engine: Engine, mended: Mended, options: MendOptions): Promise<Attempt> {
  const { container, labels } = mended;
  const folder = labels[capsuleLabels.folder];
  const run = parseRun(labels[capsuleLabels.run]);
  const kept = leftForLoss(engine, mended);
  if (kept) return kept;
  if (!folder || !run)
    return { result: 'left', what: 'it does not say how it was run; run it again as you did' };
  const line = runWords(folder, run).map(shellWord).join(' ');
  const would = `recreate the capsule ${container.name}`;
  try {
    const plan = await planCapsule(folder, run.command, optionsOf(run));
    const holder = await holderOf(run, plan);
    if (holder !== undefined) return { result: 'left', what: ownedWords(holder, line) };
    if (plan.name !== container.name || plan.folder !== folder)
      return { result: 'left', what: `it was renamed; run it again: ${line}` };
    const image = await imageThere(engine, container.image);
    const [open] = compare({ ...mended.observed, mounts: capsuleMounts(plan, image.user) }) ?? [];
    if (open)
      return { result: 'left', what: `a new one would be no better: ${open.path} would have ${open.is}` };
    if (options.dryRun) return { result: 'planned', what: would };
    note(`Recreating the capsule ${container.name} …`);
    const busy = (id: string | undefined) => new UserError(ownedWords(id ?? 'unknown', line));
    await withLock(plan.lock, () => makeAnew(engine, mended, plan, image), 0, busy);
    return {
      result: 'done',
      what: `recreated the capsule ${container.name}; no run keeps it up, start one: ${line}`,
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { result: 'failed', what: `${would}: ${error.message}${error.hint ? ` ${error.hint}` : ''}` };
  }
}

function optionsOf({ options: { image, loginDir, ...others } }: RecordedRun): CapsuleOptions {
  return { ...others, ...(image !== undefined && { image }), ...(loginDir !== undefined && { loginDir }) };
}

const ownedWords = (holder: string, line: string) =>
  `its run (process ${holder}) keeps it up, and would be in the way: end that, then run it again: ${line}`;

/** By the lock that its run had, if it can be that, and by the one that a run of now would have. */
async function holderOf({ lock }: RecordedRun, plan: Capsule): Promise<string | undefined> {
  const isOne = basename(lock) === basename(plan.lock);
  return (isOne ? await tryHolder(lock) : undefined) ?? (await tryHolder(plan.lock));
}

async function makeAnew(
  engine: Engine,
  { container }: Mended,
  plan: Capsule,
  image: CapsuleImage,
): Promise<void> {
  const events = new CapsuleEvents(false);
  const start = async (id: string) => {
    const { exitCode, stderr } = await runProcess({ command: engine.command, args: ['start', id] });
    if (exitCode !== 0) throw new UserError(stderr.trim().split('\n')[0] ?? 'it does not start');
  };
  if (plan.loginFolder !== undefined) await ensureLoginFolder(plan.loginFolder);
  await ensureVolume(engine, plan, plan.volume !== `${plan.name}-home`);
  if (container.running) await stopContainer(engine, container.id);
  try {
    await prepareHome(engine, plan, image, events);
  } catch (error) {
    if (container.running) await start(container.id).catch(() => undefined);
    throw error;
  }
  await takeOver(engine, plan, events);
  const made = await createAgent(engine, plan, image, false);
  if (container.running) await start(made);
}
