import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  agentArguments,
  capsulePlaces,
  initArguments,
  initName,
  volumeArguments,
} from '@claude-sessions/core/capsule/engineArguments.ts';
import type { Capsule } from '@claude-sessions/core/capsule/types.ts';
import type { Engine } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { runProcess } from '../host/runProcess.ts';
import { LastLines, streamProcess } from '../host/streamProcess.ts';
import { tarOfProgram } from '../host/tarOfProgram.ts';
import type { CapsuleImage } from './buildImage.ts';
import type { CapsuleEvents } from './events.ts';
import { tryVolumeFolder } from './leftovers.ts';

/** The program as it is for containers; the build puts it beside this. */
const program = () => readFile(fileURLToPath(new URL('./claude-state', import.meta.url)));

/** Makes the volume, unless it is there. @throws UserError when it is another folder's */
export async function ensureVolume(engine: Engine, capsule: Capsule, isNamed: boolean): Promise<void> {
  const owner = await tryVolumeFolder(engine, capsule.volume);
  if (owner === undefined) {
    await call(engine, volumeArguments(capsule), `The volume ${capsule.volume} could not be made`);
  } else if (owner !== capsule.folder && !isNamed) {
    const whose = owner === '' ? 'belongs to no capsule' : `is the home of the capsule of ${owner}`;
    throw new UserError(
      `There is a volume ${capsule.volume} already, and it ${whose}.`,
      `Give this capsule another name with --name, or use that volume as its home with --volume ${capsule.volume}.`,
    );
  }
}

/** Makes the home in the volume ready by containers of the image itself, one after the other. @throws UserError */
export async function prepareHome(
  engine: Engine,
  capsule: Capsule,
  image: CapsuleImage,
  events: CapsuleEvents,
): Promise<void> {
  events.say('preparing', `Preparing the home in the volume ${capsule.volume}.`);
  for (const part of ['own', 'fill'] as const) {
    const name = initName(capsule, part);
    const container = await create(engine, initArguments(capsule, part, image.id, image.user), name);
    try {
      const last = new LastLines();
      const hear = (text: string) => {
        last.add(text);
        events.progress(text);
      };
      const { command, signal } = engine;
      const exitCode = await streamProcess({
        command,
        signal,
        args: ['start', '--attach', container],
        onOut: hear,
        onErr: hear,
      });
      if (exitCode !== 0) {
        throw new UserError(
          `The home in the volume ${capsule.volume} could not be prepared${last.lines.length > 0 ? `: ${last.lines.join(' ')}` : '.'}`,
          'Nothing in it was lost. Fix this and run the command again.',
        );
      }
    } finally {
      await remove(engine, container);
    }
  }
}

/** Makes the capsule's container, which is not started yet. @returns its id @throws UserError */
export function createAgent(
  engine: Engine,
  capsule: Capsule,
  image: CapsuleImage,
  isTerminal: boolean,
): Promise<string> {
  return create(engine, agentArguments(capsule, image.id, image.user, isTerminal), capsule.name);
}

/**
 * With the program in it: copied, since a mount of where we are installed would end with the next version of us.
 * @returns its id: the name may be another's by the time that it is removed
 */
async function create(engine: Engine, args: readonly string[], name: string): Promise<string> {
  const container = await call(engine, args, `The container ${name} could not be made`);
  const { command, signal } = engine;
  const input = tarOfProgram(capsulePlaces.program, await program());
  const last = new LastLines();
  const exitCode = await streamProcess({
    command,
    signal,
    args: ['cp', '-', `${container}:/`],
    input,
    onErr: last.add,
  });
  if (exitCode === 0) return container;
  await remove(engine, container);
  throw new UserError(`claude-state could not be copied into ${name}: ${last.lines.join(' ')}`);
}

export async function remove({ command }: Engine, container: string): Promise<void> {
  await runProcess({ command, args: ['rm', '--force', container] });
}

/** @returns the last line that it printed: the id of what was made */
async function call({ command, signal }: Engine, args: readonly string[], failed: string): Promise<string> {
  const { exitCode, stdout, stderr } = await runProcess({ command, signal, args, timeoutMs: 300_000 });
  if (exitCode !== 0) throw new UserError(`${failed}: ${stderr.trim().split('\n')[0]}`);
  return stdout.trim().split('\n').at(-1) ?? '';
}
