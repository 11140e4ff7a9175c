import { mkdir, readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { preparedNames } from '@claude-sessions/core/prepare/layout.ts';
import { type CopiedOut, copyOut } from '../host/copyOut.ts';
import type { Engine } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { removeFile } from '../host/files.ts';
import { runProcess } from '../host/runProcess.ts';
import { removePreparedFolder } from '../prepare/removePreparedFolder.ts';
import type { Leftover, LeftVolume } from './leftovers.ts';

/** What became of a project's leftovers. */
export interface Pruned {
  readonly leftover: Leftover;
  /** Conversations that were in a volume, in a tar file on this host. */
  readonly kept: readonly CopiedOut[];
  /** Names of the volumes and containers that are gone. */
  readonly removed: readonly string[];
  /** Why something was left, a sentence each. The record stays too then: what is left is named again. */
  readonly failed: readonly string[];
  /** Paths in the prepared folder that are not the tools' own, or that were kept. */
  readonly left: readonly string[];
}

/**
 * Clears what is left of a project that is gone: its containers, its volumes, and last the host's record, so that it can be stopped
 * at any time and run again. Conversations on this host are not touched. Those in a volume are kept first, in a tar file; where they
 * cannot be, the volume stays.
 */
export async function prune(engine: Engine, leftover: Leftover): Promise<Pruned> {
  const { project, containers, volumes } = leftover;
  const [removed, failed, kept]: [string[], string[], CopiedOut[]] = [[], [], []];
  for (const { name, running, keepsElsewhere } of containers) {
    if (running) failed.push(`The container ${name} is running; stop it first.`);
    else if (!keepsElsewhere)
      failed.push(
        `The container ${name} may have conversations of its own; look into it, and remove it by hand.`,
      );
  }
  if (failed.length > 0) return { leftover, kept, removed, failed, left: [] };
  // A container has its volumes as long as it is there.
  for (const { id, name } of containers) await remove(engine, ['rm', id], name, removed, failed);
  for (const volume of failed.length > 0 ? [] : volumes) {
    const { name } = volume;
    try {
      const copied = await keepConversations(engine, project.preparedFolder, volume);
      if (copied) kept.push(copied);
      await remove(engine, ['volume', 'rm', name], name, removed, failed);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      failed.push(`The volume ${name} stays: ${error.message}`);
    }
  }
  const left = failed.length > 0 ? [] : await clearRecord(leftover);
  return { leftover, kept, removed, failed, left };
}

async function remove(
  { command }: Engine,
  args: readonly string[],
  name: string,
  removed: string[],
  failed: string[],
): Promise<void> {
  const { exitCode, stderr } = await runProcess({ command, args });
  if (exitCode === 0) removed.push(name);
  else failed.push(`${name} could not be removed: ${stderr.trim().split('\n').at(-1) ?? ''}`);
}

/**
 * Copies the conversations of a volume into a tar file beside the record. No program runs for that: a container that is made and
 * not started is enough for the engine to read by, so any image will do.
 * @returns undefined when there are none
 * @throws UserError when there may be some, and they cannot be kept
 */
async function keepConversations(
  engine: Engine,
  preparedFolder: string,
  { name: volume, home }: LeftVolume,
): Promise<CopiedOut | undefined> {
  const { command } = engine;
  const images = await runProcess({ command, args: ['image', 'ls', '--quiet', '--no-trunc'] });
  const [image] = images.stdout.split(/\s+/).filter(Boolean);
  if (!image) throw new UserError('the engine has no image by which it could be read.');
  const mount = `type=volume,source=${volume},target=/volume`;
  const created = await runProcess({
    command,
    args: ['create', '--pull', 'never', '--network', 'none', '--mount', mount, image, 'true'],
  });
  const container = created.stdout.trim();
  if (created.exitCode !== 0 || !container)
    throw new UserError(created.stderr.trim() || 'it could not be read.');
  const folder = join(preparedFolder, 'kept', new Date().toISOString().replaceAll(':', '-'));
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return await copyOut(
      engine,
      container,
      home ? '/volume/.claude/projects' : '/volume/projects',
      join(folder, `${volume}.tar`),
    );
  } finally {
    await runProcess({ command, args: ['rm', container] });
    for (const each of [folder, join(folder, '..')]) await rmdir(each).catch(() => undefined);
  }
}

/** What `verify` knows stays as long as there are conversations that a container could write. */
async function clearRecord({ project: { preparedFolder }, host }: Leftover): Promise<string[]> {
  const left = await removePreparedFolder(preparedFolder);
  if (host.conversations > 0) return left;
  await removeFile(join(preparedFolder, preparedNames.verified));
  if ((await readdir(preparedFolder).catch(() => ['gone'])).length === 0) await rmdir(preparedFolder);
  return left;
}
