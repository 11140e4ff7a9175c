import type { Capsule } from '@claude-sessions/core/capsule/types.ts';
import type { Engine } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { withLock } from '../host/withLock.ts';
import { BuildFailure, type CapsuleImage, capsuleImage } from './buildImage.ts';
import type { CapsuleEvents } from './events.ts';
import { keepUp } from './keepUp.ts';
import { takeOver } from './leftovers.ts';
import { ensureLoginFolder } from './loginFolder.ts';
import { ensureVolume, prepareHome } from './prepareHome.ts';
import { StopSignals } from './StopSignals.ts';

interface RunRequest {
  readonly capsule: Capsule;
  readonly engine: Engine;
  readonly events: CapsuleEvents;
  /** Whether somebody sits before it. */
  readonly isTerminal: boolean;
  /** Whether the user named the volume: then it may be another's. */
  readonly isVolumeNamed: boolean;
}

/** Runs a capsule in the foreground: one at a time for a folder. @returns the exit code @throws UserError */
export function runCapsule(request: RunRequest): Promise<number> {
  const { folder, name, lock } = request.capsule;
  const heldBy = (id: string | undefined) =>
    new UserError(
      `The capsule of ${folder} runs already${id === undefined ? '' : ` (process ${id})`}.`,
      `Stop that run first, or go into it with \`${request.engine.command} exec -it ${name} sh\`. If there is none, delete ${lock}.`,
    );
  const work = (isTaken: boolean) => {
    if (isTaken) return runAlone(request);
    throw new UserError(
      `The lock ${lock} cannot be made: whether this capsule runs already cannot be told.`,
      'Make its folder writable for you alone, or name another with XDG_RUNTIME_DIR.',
    );
  };
  return withLock(lock, work, 0, heldBy);
}

async function runAlone(request: RunRequest): Promise<number> {
  const signals = new StopSignals();
  // What is done before it is up ends with the first signal.
  const engine = { ...request.engine, signal: signals.stop };
  try {
    const image = await makeReady({ ...request, engine });
    return await keepUp({ ...request, engine, signals }, image);
  } catch (error) {
    if (!signals.stop.aborted) throw error;
    request.events.say('stopped', `${request.capsule.name} was stopped before it was up.`);
    return signals.kill.aborted ? 1 : 0;
  } finally {
    signals.dispose();
  }
}

async function makeReady({ capsule, engine, events, isVolumeNamed }: RunRequest): Promise<CapsuleImage> {
  await takeOver(engine, capsule, events);
  if (capsule.image === undefined) events.say('building', `Building the image of ${capsule.folder}.`);
  const image = await capsuleImage(engine, capsule, events.progress).catch((error) => {
    if (!(error instanceof BuildFailure)) throw error;
    throw new UserError(
      `The image of ${capsule.folder} could not be built: ${error.lines.slice(-5).join(' | ')}`,
      'Fix this and run the command again.',
    );
  });
  if (capsule.image === undefined) events.say('built', 'The image is built.', { image: image.id });
  if (capsule.loginFolder !== undefined) await ensureLoginFolder(capsule.loginFolder);
  await ensureVolume(engine, capsule, isVolumeNamed);
  await prepareHome(engine, capsule, image, events);
  events.say('prepared', `The home in the volume ${capsule.volume} is ready.`, { volume: capsule.volume });
  return image;
}
