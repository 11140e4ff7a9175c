import { parseFeatureReference } from '../features.ts';
import { type HostPaths, reachesClaude } from '../mounts/claudeSource.ts';
import { type ConfiguredMount, configuredMounts, readOptions } from '../mounts/configuredMounts.ts';
import { isHostDevice, isStrongCapability } from '../mounts/hostAccess.ts';
import type { Mount } from '../mounts/parseMount.ts';
import { toObject } from '../toObject.ts';
import { optionMounts } from './options.ts';

/** Something in a devcontainer.json by which a container reaches more of the host than our Features let it. */
export interface Breach {
  /** The member of devcontainer.json. */
  readonly where: string;
  /** The way to it in the file; none when it is what the tools do by themselves. */
  readonly path: readonly (string | number)[];
  readonly what: string;
  readonly why: string;
}

export interface BreachHost extends HostPaths {
  /** What the tools mount where no `workspaceMount` is written: the folder, or the git repository around it. */
  readonly defaultWorkspaceMount: string;
}

/** What an engine's socket and a privileged container do. */
export const wholeHost = 'this gives access to the whole host';

/** What `volumes-from` does. */
export const unknownMounts = 'the mounts of another container are not known here';

/**
 * Finds what undoes the isolation from the host's Claude: an engine's socket, a privileged container or what comes to the
 * same (the host's processes, its disks, strong capabilities), a mount of Claude's state or of a folder above it. What an image, a Compose file or an unknown Feature does is not seen.
 * @param config the value of the whole file
 * @param host where it is looked at; without it sources are judged by their text
 */
export function isolationBreaches(config: unknown, host?: BreachHost): Breach[] {
  const { features, runArgs, privileged, capAdd, workspaceMount, dockerComposeFile } = toObject(config);
  const args: unknown[] = Array.isArray(runArgs) ? runArgs : [];
  const mountsDefault = host && !workspaceMount && dockerComposeFile === undefined;
  return [
    ...configuredMounts(config)
      .filter(({ entry }) => !optionMounts.some((each) => each === entry))
      .flatMap((mount) => mountBreach(mount, host)),
    ...(mountsDefault && reachesClaude(host.defaultWorkspaceMount, host)
      ? [{ where: 'the workspace', path: [], what: host.defaultWorkspaceMount, why: claudeInIt }]
      : []),
    ...args.flatMap((arg, index) =>
      typeof arg === 'string' && /^--privileged(=(true|t|1))?$/i.test(arg)
        ? [{ where: 'runArgs', path: ['runArgs', index], what: arg, why: wholeHost }]
        : [],
    ),
    ...(privileged === true
      ? [{ where: 'privileged', path: ['privileged'], what: 'true', why: wholeHost }]
      : []),
    ...(Array.isArray(capAdd) ? capAdd : []).flatMap((name, index) =>
      typeof name === 'string' && isStrongCapability(name)
        ? [{ where: 'capAdd', path: ['capAdd', index], what: name, why: wholeHost }]
        : [],
    ),
    ...hostOptions.flatMap(({ long, reaches }) =>
      readOptions(runArgs, { long })
        .filter(({ value }) => reaches(value))
        .map(({ value, index }) => {
          const what = `--${long}=${value}`;
          return { where: 'runArgs', path: ['runArgs', index], what, why: wholeHost };
        }),
    ),
    ...readOptions(runArgs, { long: 'volumes-from' }).map(({ value, index }) => ({
      where: 'runArgs',
      path: ['runArgs', index],
      what: `--volumes-from ${value}`,
      why: unknownMounts,
    })),
    ...Object.keys(toObject(features)).flatMap(featureBreach),
  ];
}

/** Options of `docker run` that open the host by their value. */
const hostOptions: readonly { readonly long: string; reaches(value: string): boolean }[] = [
  { long: 'pid', reaches: (value) => value === 'host' },
  { long: 'cap-add', reaches: isStrongCapability },
  { long: 'device', reaches: (value) => isHostDevice(value.split(':')[0] ?? '') },
];

/** A breach in one line. */
export function breachText({ where, what, why }: Breach): string {
  return `${where}: ${what}: ${why}`;
}

const claudeInIt = "it is or contains Claude's state on the host";

function mountBreach({ where, path, entry, mount }: ConfiguredMount, host: HostPaths | undefined): Breach[] {
  if (mount.type !== 'bind' || mount.source === undefined) return [];
  const what = typeof entry === 'string' ? entry : JSON.stringify(entry);
  const why = sourceBreach(mount, host);
  return why ? [{ where, path, what, why }] : [];
}

/** Why the source of a bind undoes the isolation, if it does. */
export function sourceBreach(
  { source = '', target }: Pick<Mount, 'source' | 'target'>,
  host?: HostPaths,
): string | undefined {
  if (isEngine(source) || isEngine(target)) return wholeHost;
  return reachesClaude(source, host) ? claudeInIt : undefined;
}

/** The socket of a container engine, or a folder that holds one. */
function isEngine(path: string): boolean {
  return (
    /(^|[\\/])((docker|podman|containerd|crio|cri-dockerd|buildkitd)[^\\/]*\.sock|docker_engine)$/.test(
      path,
    ) || /^(\/var)?\/run(\/(docker|podman|containerd|user(\/[^/]+(\/podman)?)?))?\/?$/.test(path)
  );
}

/** Features of the public collection that are about an engine, by whatever publisher. */
function featureBreach(reference: string): Breach[] {
  const { id } = parseFeatureReference(reference);
  if (!/^docker-(outside-of|from|in)-docker$/.test(id)) return [];
  const why = id === 'docker-in-docker' ? `its container is privileged: ${wholeHost}` : wholeHost;
  return [{ where: 'features', path: ['features', reference], what: reference, why }];
}
