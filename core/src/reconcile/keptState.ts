import type { ObservedMount } from '../container/inspect.ts';
import { isWithin, plainPath } from '../mounts/claudeSource.ts';
import type { Difference } from './types.ts';

/** What is gone with the container, or holds nothing that is written. */
const transient = new Set([
  ...['tmpfs', 'image', 'ramfs'],
  ...['emptyDir', 'ephemeral', 'configMap', 'secret', 'projected', 'downwardAPI', 'csi', 'gitRepo'],
]);

const unnamedVolume = /^[0-9a-f]{64}$/;

/**
 * What a config directory lacks for nothing to be lost when its container is made anew: a volume there, or at the home above; and
 * where it cannot be written, a place of its own for `projects`, which can.
 */
export function keptState(configFolder: string, mounts: readonly ObservedMount[]): Difference[] {
  const projects = `${configFolder}/projects`;
  const ofConfig = mountOver(configFolder, mounts);
  const ofProjects = mountOver(projects, mounts);
  const isApart = ofProjects !== undefined && ofProjects !== ofConfig;
  return [
    ...lackOfConfig(configFolder, ofConfig),
    ...(isApart ? lackOfProjects(projects, ofProjects) : lackBeside(projects, ofConfig)),
  ];
}

/** The mount that a path lies in: of several the innermost. */
function mountOver(path: string, mounts: readonly ObservedMount[]): ObservedMount | undefined {
  return mounts
    .filter(({ target }) => plainPath(target) !== '/' && isWithin(path, plainPath(target)))
    .sort((a, b) => plainPath(b.target).length - plainPath(a.target).length)[0];
}

function lackOfConfig(folder: string, mount: ObservedMount | undefined): Difference[] {
  const asked = `a volume at ${folder}, or at the home above it`;
  if (!mount || transient.has(mount.type)) {
    return [
      {
        ...{ code: 'config-not-kept', path: folder, asked },
        is: mount ? describe(mount) : 'nothing is mounted there: it is in the container alone',
        fix: `Save what is in ${folder}, then mount a named volume there or at the home: it is lost with the container.`,
      },
    ];
  }
  if (!isUnnamed(mount)) return [];
  return [
    {
      ...{ code: 'config-volume-unnamed', path: folder, asked: 'a volume with a name' },
      is: describe(mount),
      fix: `Give the volume at ${mount.target} a name: a new container gets a new one, which is empty.`,
    },
  ];
}

function lackOfProjects(path: string, mount: ObservedMount): Difference[] {
  if (transient.has(mount.type)) {
    return [
      {
        ...{ code: 'projects-not-kept', path, asked: `a volume or folder of the host at ${path}` },
        is: describe(mount),
        fix: `Mount a volume or a folder of the host at ${path}: conversations are lost with the container.`,
      },
    ];
  }
  return mount.writable
    ? []
    : [
        {
          ...{ code: 'projects-read-only', path, asked: `${path}, writable` },
          is: describe(mount),
          fix: `Mount ${path} writable: no conversation can be recorded.`,
        },
      ];
}

/** Where `projects` is a folder of the config directory like any other. */
function lackBeside(path: string, ofConfig: ObservedMount | undefined): Difference[] {
  if (!ofConfig || ofConfig.writable) return [];
  return [
    {
      ...{ code: 'projects-missing', path, asked: `a writable mount at ${path}` },
      is: `none, and ${describe(ofConfig)}`,
      fix: `Mount a volume or a folder of the host at ${path}, writable: no conversation can be recorded.`,
    },
  ];
}

const isUnnamed = ({ type, source }: ObservedMount) =>
  type === 'volume' && (source === '' || unnamedVolume.test(source));

/** A mount in words. */
export function describe(mount: ObservedMount): string {
  const { type, source, target } = mount;
  const what = isUnnamed(mount) ? 'a volume without a name' : `${type}${source === '' ? '' : ` ${source}`}`;
  return `${what} at ${target}, ${access(mount)}`;
}

export const access = ({ writable }: Pick<ObservedMount, 'writable'>) =>
  writable ? 'writable' : 'read-only';
