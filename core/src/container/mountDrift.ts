import { optionalParts } from '../catalogue.ts';
import { containerConfigDir, containerHome, containerHostDir } from '../containerPaths.ts';
import { isHandMadeClaudeMount } from '../mounts/claudeMount.ts';
import { type HostPaths, plainPath, reachesClaude } from '../mounts/claudeSource.ts';
import { homeVolume } from '../share/home.ts';
import { containerHostLogin, containerLoginDir, hostLoginName, loginVolume } from '../share/login.ts';
import type { Mode, ShareOptions } from '../share/options.ts';
import type { Container, ObservedMount } from './inspect.ts';

/** One of our mounts that a container must have. */
export interface ExpectedMount {
  readonly target: string;
  readonly type: 'bind' | 'volume';
  readonly writable: boolean;
  /** The volume's name, or the host's path; empty where any will do. */
  readonly source: string;
}

export interface MountSources {
  readonly devcontainerId: string;
  /** `~/.claude`, from which the profile and what options add are mounted. */
  readonly claudeFolder: string;
  /** `~/.claude-sessions/<devcontainerId>`. */
  readonly preparedFolder: string;
  /** The folder that devcontainer.json mounts at the host's own path. */
  readonly atSamePath?: string | undefined;
}

/** Our mounts in a container of a mode. */
export function expectedMounts(
  mode: Mode,
  options: ShareOptions,
  profileDirectories: readonly string[],
  { devcontainerId, claudeFolder, preparedFolder, atSamePath }: MountSources,
): ExpectedMount[] {
  if (mode === 'none') return [];
  const volume: ExpectedMount = {
    target: containerConfigDir,
    type: 'volume',
    writable: true,
    source: `claude-code-config-${devcontainerId}`,
  };
  const login: ExpectedMount[] =
    options.login === 'shared'
      ? [{ target: containerLoginDir, type: 'volume', writable: true, source: loginVolume }]
      : options.login === 'host-readonly'
        ? [
            {
              target: containerHostLogin,
              type: 'bind',
              writable: false,
              source: preparedFolder.replace(/[^\\/]+$/, hostLoginName),
            },
          ]
        : [];
  const home: ExpectedMount[] = options.home
    ? [{ target: containerHome, type: 'volume', writable: true, source: homeVolume(devcontainerId) }]
    : [];
  const path: ExpectedMount[] =
    atSamePath !== undefined
      ? [{ target: atSamePath, type: 'bind', writable: true, source: atSamePath }]
      : [];
  if (mode === 'isolate') return [volume, ...home, ...login, ...path];
  const bind = (folder: string, name: string, writable: boolean, source = name): ExpectedMount => ({
    target: `${containerHostDir}/${name}`,
    type: 'bind',
    writable,
    source: `${folder}/${source}`,
  });
  return [
    volume,
    bind(preparedFolder, 'project', true),
    // Over the folder of the project's own name, so that neither can be written but the one that is the memory.
    bind(preparedFolder, 'project/memory', options.memory === 'rw', 'memory'),
    ...(options.profile
      ? [
          ...profileDirectories.map((name) => bind(claudeFolder, name, false)),
          bind(preparedFolder, 'files', false),
        ]
      : []),
    ...(options.tasks ? [bind(claudeFolder, 'tasks', true)] : []),
    ...(options.allProjects ? [bind(claudeFolder, 'projects', false)] : []),
    ...(options.plugins
      ? [
          bind(preparedFolder, 'plugins', false),
          ...optionalParts.map((name) => bind(claudeFolder, name, false)),
        ]
      : []),
    ...home,
    ...login,
    ...path,
  ];
}

/** How a container differs from what the configuration wants. */
export interface MountDrift {
  /** Our targets that it lacks. */
  readonly missing: readonly string[];
  /** Our targets that it should not have. */
  readonly unexpected: readonly string[];
  /** Our mounts that are there, but not as they should be. */
  readonly wrong: readonly { readonly target: string; readonly why: string }[];
  /** Binds of Claude's state, or of a folder above the host's, that are not ours. */
  readonly notOurs: readonly { readonly source: string; readonly target: string }[];
}

export function hasDrifted({ missing, unexpected, wrong }: MountDrift): boolean {
  return missing.length + unexpected.length + wrong.length > 0;
}

/**
 * Compares the mounts that a container has with those that it should have: that they are there, of the right type, as
 * writable as they should be, and of the right source.
 * @param host by which sources are compared as real paths; without it those of binds are not compared
 */
export function mountDrift(
  container: Pick<Container, 'mounts'>,
  expected: readonly ExpectedMount[],
  host?: HostPaths,
): MountDrift {
  const find = (target: string) => container.mounts.find((mount) => mount.target === target);
  const isOurs = ({ target }: ObservedMount) =>
    target === containerConfigDir || target === containerHostDir || target.startsWith(`${containerHostDir}/`);
  return {
    missing: expected.filter(({ target }) => !find(target)).map(({ target }) => target),
    unexpected: container.mounts
      .filter((mount) => isOurs(mount) && !expected.some(({ target }) => target === mount.target))
      .map(({ target }) => target),
    wrong: expected.flatMap((wanted) => {
      const mount = find(wanted.target);
      const why = mount && difference(mount, wanted, host);
      return why === undefined ? [] : [{ target: wanted.target, why }];
    }),
    notOurs: container.mounts
      .filter((mount) => !isOurs(mount) && isOfClaude(mount, host))
      .map(({ source, target }) => ({ source, target })),
  };
}

function difference(
  mount: ObservedMount,
  wanted: ExpectedMount,
  host: HostPaths | undefined,
): string | undefined {
  if (mount.type !== wanted.type) return `is a ${mount.type}, not a ${wanted.type}`;
  if (mount.writable && !wanted.writable) return 'is writable, not read-only';
  if (!mount.writable && wanted.writable) return 'is read-only, not writable';
  if (wanted.source === '') return undefined;
  const same = wanted.type === 'volume' ? isVolume(mount.source, wanted.source) : isSame(mount, wanted, host);
  return same ? undefined : `is of ${mount.source}, not of ${wanted.source}`;
}

/** Docker Compose puts the project's name in front. */
function isVolume(name: string, wanted: string): boolean {
  return name === wanted || name.endsWith(`_${wanted}`);
}

/** Engines in a virtual machine tell their own paths: those that cannot be told apart from the host's are let pass. */
function isSame({ source }: ObservedMount, wanted: ExpectedMount, host: HostPaths | undefined): boolean {
  const path = source.replace(/^\/host_mnt(?=\/)/, '');
  if (!host || !path.startsWith('/') || path.startsWith('/run/desktop/')) return true;
  const real = (each: string) => plainPath(host.resolve(each));
  return plainPath(path) === plainPath(wanted.source) || real(path) === real(wanted.source);
}

/** A volume of the image's or the user's over Claude's place shows nothing of the host's. */
function isOfClaude({ type, source, target, writable }: ObservedMount, host: HostPaths | undefined): boolean {
  if (type !== 'bind') return false;
  return isHandMadeClaudeMount({ type, source, target, readonly: !writable }) || reachesClaude(source, host);
}
