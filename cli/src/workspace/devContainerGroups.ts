import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { configLabel, folderLabel } from '@claude-sessions/core/container/ownContainer.ts';
import { isWithin, plainPath } from '@claude-sessions/core/mounts/claudeSource.ts';
import type { Engine, ListedContainer } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { isMissing } from '../host/files.ts';

/** Containers that carry the labels of one folder and configuration. */
export interface Group {
  readonly folder: string;
  readonly config: string;
  readonly containers: ListedContainer[];
}

/** A group that is no dev container to look at, and why. */
export interface Skipped {
  readonly folder: string;
  readonly containers: readonly string[];
  readonly why: string;
}

/** Sorts the containers of dev containers tools by what they are of. */
export async function groupContainers(
  listed: readonly ListedContainer[],
): Promise<{ groups: Group[]; skipped: Skipped[] }> {
  const byPlace = new Map<string, Group>();
  for (const each of listed) {
    const { [folderLabel]: folder = '', [configLabel]: config = '' } = each.container.labels;
    const key = JSON.stringify([folder, config]);
    const group = byPlace.get(key) ?? { folder, config, containers: [] };
    group.containers.push(each);
    byPlace.set(key, group);
  }
  const groups: Group[] = [];
  const skipped: Skipped[] = [];
  for (const group of byPlace.values()) {
    const why = await whySkipped(group);
    if (why === undefined) groups.push(group);
    else if (why !== notOurs) {
      skipped.push({
        folder: group.folder,
        containers: group.containers.map(({ container }) => container.name),
        why,
      });
    }
  }
  return { groups, skipped };
}

/** Another user's is none of ours to tell of. */
const notOurs = Symbol('not ours');

/** A clause; undefined when the group can be looked at. Labels may be forged: nothing outside of the folder is read. */
async function whySkipped({ folder, config }: Group): Promise<string | typeof notOurs | undefined> {
  if (!isAbsolute(folder)) return 'its label names no folder';
  const stats = await stat(folder).catch((error: unknown) => (isMissing(error) ? null : undefined));
  if (stats === null) return 'its folder is gone';
  if (!stats?.isDirectory() || (process.getuid && stats.uid !== process.getuid())) return notOurs;
  if (config === '') return 'its label names no devcontainer.json';
  return isWithin(plainPath(config), plainPath(folder))
    ? undefined
    : 'its devcontainer.json lies outside of its folder';
}

/** @param reason the engine's own words */
export function unreachable(engine: Engine, reason: string): UserError {
  return new UserError(
    `The container engine "${engine.command}" does not answer: ${reason}`,
    'Start it, or name another with --docker-path.',
  ).as('engine-unreachable');
}
