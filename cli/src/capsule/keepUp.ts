import { setTimeout as sleep } from 'node:timers/promises';
import { endedWords, Supervision } from '@claude-sessions/core/capsule/supervision.ts';
import type { Capsule } from '@claude-sessions/core/capsule/types.ts';
import type { Engine } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { runProcess } from '../host/runProcess.ts';
import type { CapsuleImage } from './buildImage.ts';
import type { CapsuleEvents } from './events.ts';
import { stopContainer } from './leftovers.ts';
import { createAgent, prepareHome, remove } from './prepareHome.ts';
import { Redeployer } from './Redeployer.ts';
import type { StopSignals } from './StopSignals.ts';
import { type Up, upOnce } from './upOnce.ts';

const betweenMs = 200;

/** What is up, or about to be. */
interface Made {
  readonly image: CapsuleImage;
  /** The id of its container. */
  readonly container: string;
}

interface Kept {
  readonly engine: Engine;
  readonly capsule: Capsule;
  readonly events: CapsuleEvents;
  readonly signals: StopSignals;
  readonly isTerminal: boolean;
}

/**
 * Keeps the capsule's container up until it ends by itself, a signal comes, or it never stays up. It is removed at the end; the home stays.
 * @returns the exit code
 * @throws UserError when it is given up on
 */
export async function keepUp(kept: Kept, first: CapsuleImage): Promise<number> {
  const { engine, capsule, events, signals, isTerminal } = kept;
  let made: Made = { image: first, container: await createAgent(engine, capsule, first, isTerminal) };
  /** What it waits for ends by this: another image, or a signal. */
  let interrupt = new AbortController();
  let isUp = false;
  let starts = 0;
  const stop = async () => {
    interrupt.abort();
    if (signals.stop.aborted) events.say('stopping', `Stopping ${capsule.name}. Once more ends it at once.`);
    const start = starts;
    // What is about to start cannot be stopped yet.
    while (isUp && starts === start) {
      await stopContainer(engine, made.container);
      await sleep(betweenMs);
    }
  };
  const kill = () => void runProcess({ command: engine.command, args: ['kill', made.container] });
  const redeployer = new Redeployer(engine, capsule, events, first.id, () => void stop());
  const onStop = () => void stop();
  signals.stop.addEventListener('abort', onStop);
  signals.kill.addEventListener('abort', kill);
  const supervision = new Supervision(isTerminal);
  try {
    if (capsule.watch) await redeployer.start();
    for (;;) {
      // Another may be built while one takes the old one's place.
      for (let newer = redeployer.take(); newer && !signals.stop.aborted; newer = redeployer.take()) {
        interrupt = new AbortController();
        made = await replace(kept, made, newer);
        redeployer.runs(made.image.id);
        supervision.reset();
      }
      if (signals.stop.aborted) break;
      isUp = true;
      starts += 1;
      const up = await upOnce(engine, capsule, made.container, events, isTerminal);
      isUp = false;
      if (signals.stop.aborted) break;
      if (redeployer.isReady) continue;
      const exitCode = await afterEnd(kept, supervision, up, interrupt.signal);
      if (exitCode !== undefined) return exitCode;
    }
    return signals.kill.aborted ? 1 : 0;
  } finally {
    signals.stop.removeEventListener('abort', onStop);
    signals.kill.removeEventListener('abort', kill);
    await redeployer.dispose();
    await remove(engine, made.container);
    events.say('stopped', `${capsule.name} is down. Its home is in the volume ${capsule.volume}.`, {
      volume: capsule.volume,
    });
  }
}

/** @returns the exit code of the run, where it ends with this; undefined when the container is to be started again */
async function afterEnd(
  { capsule, events }: Kept,
  supervision: Supervision,
  { state, lines }: Up,
  interrupted: AbortSignal,
): Promise<number | undefined> {
  const next = supervision.after(state);
  const why = state.error || endedWords(state, capsule.memory);
  const words = state.error ? `${capsule.name} did not start: ${why}` : `${capsule.name} ${why}`;
  events.say('ended', `${words}.`, { exitCode: state.exitCode, oomKilled: state.oomKilled });
  if (next.kind === 'end') return next.exitCode;
  if (next.kind === 'again') {
    events.say('waiting', `It is started again in ${next.afterMs / 1000} s.`, { ms: next.afterMs });
    await sleep(next.afterMs, undefined, { signal: interrupted }).catch(() => undefined);
    return undefined;
  }
  if (!capsule.watch) throw givenUp(capsule, words, lines);
  events.say('given-up', `${capsule.name} never stays up: it waits for the next commit.`, {}, lines);
  supervision.reset();
  await new Promise<void>((resolve) => {
    if (interrupted.aborted) resolve();
    else interrupted.addEventListener('abort', () => resolve(), { once: true });
  });
  return undefined;
}

function givenUp({ name }: Capsule, words: string, lines: readonly string[]): UserError {
  const last = lines.length > 0 ? ` Its last words: ${lines.slice(-5).join(' | ')}` : '';
  return new UserError(
    `${name} never stays up, and is given up on: ${words}.${last}`,
    'Look at what the image runs, then run this again. The home is kept.',
  ).as('container-did-not-start');
}

/** Another image in the old one's place: where its container cannot be made, the old one is there again. */
async function replace(kept: Kept, old: Made, image: CapsuleImage): Promise<Made> {
  const { engine, capsule, events, isTerminal } = kept;
  events.say('redeploying', `${capsule.name} is made again of the new image.`, { image: image.id });
  await remove(engine, old.container);
  try {
    await prepareHome(engine, capsule, image, events);
    const container = await createAgent(engine, capsule, image, isTerminal);
    await removeIfUntagged(engine, old.image.id);
    return { image, container };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // The run ends, and says so.
    if (kept.signals.stop.aborted) return old;
    events.say(
      'build-failed',
      `${capsule.name} could not be made of the new image, and the old one is back; it is tried again at the next commit: ${error.message}`,
    );
    return { image: old.image, container: await createAgent(engine, capsule, old.image, isTerminal) };
  }
}

/** Each commit makes an image: the one before goes, unless somebody gave it a name. */
async function removeIfUntagged({ command }: Engine, image: string): Promise<void> {
  const { stdout } = await runProcess({
    command,
    args: ['image', 'inspect', '--format', '{{len .RepoTags}}', image],
  });
  if (stdout.trim() === '0') await runProcess({ command, args: ['rmi', image] });
}
