import type { Capsule } from '@claude-sessions/core/capsule/types.ts';
import { capsuleLabels } from '@claude-sessions/core/container/ourLabels.ts';
import { graceSeconds } from '@claude-sessions/core/export/plan.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import { type Engine, inspectContainer, type ListedContainer, listContainers } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { runProcess } from '../host/runProcess.ts';
import type { CapsuleEvents } from './events.ts';

/** The engine takes some time beside the container's. */
const stopMs = (graceSeconds + 30) * 1000;

/**
 * Ends and removes what a killed run of this folder left behind; the lock says that nobody else runs it.
 * @throws UserError when the engine does not answer, or another's container has the name
 */
export async function takeOver(engine: Engine, capsule: Capsule, events: CapsuleEvents): Promise<void> {
  const listed = await listContainers(engine, [`${capsuleLabels.folder}=${capsule.folder}`]);
  if ('reason' in listed) {
    throw new UserError(
      `${engine.command} does not answer: ${listed.reason}`,
      'Start it, or name another with --docker-path.',
    ).as('engine-unreachable');
  }
  for (const { container } of listed.filter(isOurs)) {
    const { name, running } = container;
    events.say(
      'taken-over',
      `A run that was killed left the container ${name}: it is ${running ? 'stopped and ' : ''}made again.`,
      { container: name },
    );
    if (running) await stopContainer(engine, container.id);
    await runProcess({ command: engine.command, args: ['rm', '--force', container.id] });
  }
  const other = await inspectContainer(engine, capsule.name);
  if (!other) return;
  throw new UserError(
    `There is a container ${capsule.name} already, which is not this capsule’s: it is left alone.`,
    'Remove it, or give this capsule another name with --name.',
  );
}

/** An image can carry labels too, and then every container of it would pass. */
function isOurs({ container, imageLabels }: ListedContainer): boolean {
  return capsuleLabels.role in container.labels && !(capsuleLabels.folder in imageLabels);
}

/** TERM, and KILL when it has had its time. */
export async function stopContainer({ command }: Engine, container: string): Promise<void> {
  await runProcess({ command, args: ['stop', '--time', String(graceSeconds), container], timeoutMs: stopMs });
}

/** The folder that a volume was made for, empty where it is no capsule's; undefined where there is none. */
export async function tryVolumeFolder(
  { command, signal }: Engine,
  volume: string,
): Promise<string | undefined> {
  const args = ['volume', 'inspect', '--format', '{{json .Labels}}', volume];
  const { exitCode, stdout } = await runProcess({ command, signal, args });
  if (exitCode !== 0) return undefined;
  const owner = toObject(tryParse(stdout))[capsuleLabels.folder];
  return typeof owner === 'string' ? owner : '';
}

function tryParse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
