import type { DocumentEdit } from '../devcontainer/DocumentEdit.ts';
import { isWithin, plainPath } from '../mounts/claudeSource.ts';
import { parseMount } from '../mounts/parseMount.ts';
import { toObject } from '../toObject.ts';

/** The project's folder on the host, as the tools put it in. */
const localFolder = '${localWorkspaceFolder}';

/** The members of devcontainer.json that say where the project lies in the container. */
export const pathMembers = ['workspaceMount', 'workspaceFolder'] as const;

type PathMembers = Partial<Readonly<Record<(typeof pathMembers)[number], string>>>;

/**
 * What puts the project at the host's own path in the container. Under Docker Compose the mount is the service's.
 * @param up from the project's folder to the top of its git repository, which is what the tools mount: `/..` for each folder
 */
export function samePathMembers(usesCompose: boolean, up = ''): PathMembers {
  if (usesCompose) return { workspaceFolder: localFolder };
  const mounted = `${localFolder}${up}`;
  return { workspaceMount: `type=bind,source=${mounted},target=${mounted}`, workspaceFolder: localFolder };
}

/** True where a devcontainer.json puts the project at the host's own path, by whoever's hand. @param config the value of the whole file */
export function hasSamePath(config: unknown): boolean {
  const members = toObject(config);
  if (members.workspaceFolder !== localFolder) return false;
  return members.dockerComposeFile !== undefined || isSameMount(members.workspaceMount);
}

/** True for a bind of the project's folder, or of one above it, at its own path. */
function isSameMount(value: unknown): boolean {
  const { type, source, target } = parseMount(value) ?? {};
  return type === 'bind' && source === target && /^\$\{localWorkspaceFolder\}(\/\.\.)*$/.test(target ?? '');
}

/**
 * The folder that a devcontainer.json has mounted at the host's own path; undefined where it does not say so, or a Compose service
 * mounts it.
 * @param folder the value of `${localWorkspaceFolder}`
 */
export function mountedAtSamePath(config: unknown, folder: string): string | undefined {
  const { workspaceMount, dockerComposeFile } = toObject(config);
  if (dockerComposeFile !== undefined || !hasSamePath(config)) return undefined;
  return plainPath(parseMount(workspaceMount)?.target.replace(localFolder, () => folder) ?? folder);
}

/** True where both members are as our commands write them. */
export function isOwnSamePath(config: unknown): boolean {
  const { workspaceMount } = toObject(config);
  // What is no text is not ours, and may be an object that cannot be made one.
  const written = typeof workspaceMount === 'string' ? workspaceMount : '';
  const up = /target=\$\{localWorkspaceFolder\}((?:\/\.\.)*)$/.exec(written)?.[1];
  const own = samePathMembers(false, up);
  return hasSamePath(config) && (workspaceMount === undefined || workspaceMount === own.workspaceMount);
}

/**
 * The member by which a devcontainer.json says itself, and otherwise, where the project lies; undefined where the host's path can be
 * put in.
 */
export function otherPathMember(config: unknown): (typeof pathMembers)[number] | undefined {
  const members = toObject(config);
  if (members.workspaceFolder !== undefined && members.workspaceFolder !== localFolder)
    return 'workspaceFolder';
  const hasOther = members.dockerComposeFile === undefined && members.workspaceMount !== undefined;
  return hasOther && !isSameMount(members.workspaceMount) ? 'workspaceMount' : undefined;
}

/**
 * Puts the project at the host's path, or takes out what our commands wrote for that. What does the same by somebody's hand stays.
 * @param wanted what is to be there; undefined: nothing of ours
 * @param isByHand what does it is the user's own, whatever it looks like
 */
export function applySamePath(edit: DocumentEdit, wanted: PathMembers | undefined, isByHand = false): void {
  const config = edit.value();
  if (wanted) {
    // A place of the user's own is not ours to change: the commands refuse it.
    if (hasSamePath(config) || otherPathMember(config) !== undefined) return;
    for (const name of pathMembers) {
      const value = wanted[name];
      if (value !== undefined && edit.value(name) !== value) edit.set([], name, value);
    }
    return;
  }
  if (isByHand || !isOwnSamePath(config)) return;
  for (const name of pathMembers) if (edit.value(name) !== undefined) edit.remove([name]);
}

/** Folders of a container in which nothing can be mounted without hiding what it needs, nor around which. */
const reserved = [
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/lib',
  '/lib64',
  '/proc',
  '/run',
  '/sbin',
  '/sys',
  '/usr',
  '/mnt/claude-host',
  '/var/lib/claude',
  '/var/lib/claude-login',
  '/claude-home',
];

/**
 * What would be hidden in a container where a folder of the host is mounted at its own path.
 * @param path absolute, of the host
 * @returns a path of the container; undefined where there is nothing in the way
 */
export function hiddenBy(path: string): string | undefined {
  const plain = plainPath(path);
  const [, home = '/root'] = /^(\/home\/[^/]+)/.exec(plain) ?? [];
  const claude = `${home}/.claude`;
  const found = [...reserved, claude].find((each) => isWithin(plain, each) || isWithin(each, plain));
  if (found !== undefined) return found;
  // What an image has at the top is its own, and so is a whole home.
  return /^\/[^/]*$/.test(plain) || /^\/home\/[^/]+$/.test(plain) ? plain : undefined;
}
