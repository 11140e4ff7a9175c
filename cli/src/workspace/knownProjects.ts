import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { devcontainerId } from '@claude-sessions/core/devcontainer/id.ts';
import { preparedNames } from '@claude-sessions/core/prepare/layout.ts';
import { isDevcontainerId } from '@claude-sessions/core/prepare/refusal.ts';
import { isMissing, readTextIfAny } from '../host/files.ts';
import { isSameFolder, type ProjectIdentity, readIdentity } from './projectIdentity.ts';
import { type ConfigRecord, readRecord } from './records.ts';

/** A project that this host remembers, by a folder in `~/.claude-sessions`. */
export interface KnownProject {
  readonly id: string;
  readonly preparedFolder: string;
  /** Its folder, as it was named when that was written down. */
  readonly folder: string;
  /** Its devcontainer.json; undefined when that is not known. */
  readonly configFile: string | undefined;
  readonly identity: ProjectIdentity | undefined;
  readonly record: ConfigRecord | undefined;
}

/** `there`: the folder that was meant is there. `replaced`: another one is in its place. `unknown`: its disk may not be mounted, or it may not be looked at. */
export type Whereabouts = 'there' | 'replaced' | 'gone' | 'unknown';

/** Nobody has more projects; a folder that is not ours may hold anything. */
const maxProjects = 1000;

/** Every project that this host remembers. Where something is not written down, it is left out. */
export async function knownProjects(home: string): Promise<KnownProject[]> {
  const sessions = join(home, '.claude-sessions');
  const entries = await readdir(sessions, { withFileTypes: true }).catch(() => []);
  const ids = entries.flatMap((entry) =>
    entry.isDirectory() && isDevcontainerId(entry.name) ? entry.name : [],
  );
  const some = ids.slice(0, maxProjects);
  const found = await Promise.all(some.map((id) => knownProject(join(sessions, id), id)));
  return found.filter((project) => project !== undefined);
}

async function knownProject(preparedFolder: string, id: string): Promise<KnownProject | undefined> {
  const [identity, record, workspace] = await Promise.all([
    readIdentity(preparedFolder),
    readRecord({ preparedFolder }).catch(() => undefined),
    readTextIfAny(join(preparedFolder, preparedNames.workspace)).catch(() => undefined),
  ]);
  const configFile = identity?.configFile ?? record?.configFile;
  const folder =
    identity?.folder ?? workspace?.replace(/\n$/, '') ?? (configFile && projectFolderOf(configFile));
  return folder ? { id, preparedFolder, folder, configFile, identity, record } : undefined;
}

/** The project folder of a devcontainer.json, by the places where the specification has it. */
function projectFolderOf(configFile: string): string | undefined {
  const [, folder] =
    /^(.+?)[\\/](?:\.devcontainer(?:[\\/][^\\/]+)?[\\/]devcontainer\.json|\.devcontainer\.json)$/.exec(
      configFile,
    ) ?? [];
  return folder;
}

/** True when a project is of this configuration, or may be: by what is written down, or by the id, which follows from both. */
export function isOfConfig({ id, folder, configFile }: KnownProject, file: string): boolean {
  if (idOf(folder, join(folder, file)) === id) return true;
  return configFile !== undefined && configFile === join(folder, file);
}

/** The id of a dev container by its folder and devcontainer.json. */
export function idOf(localFolder: string, configFile: string): string {
  const sha256 = (text: string) => createHash('sha256').update(text).digest();
  return devcontainerId({ localFolder, configFile }, sha256, process.platform);
}

/** Where a project's folder is now, as far as that can be told. */
export async function whereaboutsOf(
  { folder, identity }: Pick<KnownProject, 'folder' | 'identity'>,
  home: string,
): Promise<Whereabouts> {
  const found = await stat(folder, { bigint: true }).catch((error: unknown) =>
    isMissing(error) ? null : undefined,
  );
  if (found === undefined) return 'unknown';
  if (found?.isDirectory()) {
    const now = { inode: String(found.ino), born: String(found.birthtimeNs) };
    return !identity || isSameFolder(identity, now) ? 'there' : 'replaced';
  }
  return (await isOnMissingDisk(folder, identity, home)) ? 'unknown' : 'gone';
}

/** True when the folder's disk may only not be mounted: then the folder above it is missing, empty, or on another disk than it was. */
async function isOnMissingDisk(
  folder: string,
  identity: ProjectIdentity | undefined,
  home: string,
): Promise<boolean> {
  const above = dirname(folder);
  const [there, disk] = await Promise.all([
    stat(above).catch(() => undefined),
    stat(home).catch(() => undefined),
  ]);
  if (!there) return true;
  if (identity) return identity.onHomeDisk !== (there.dev === disk?.dev);
  return (await readdir(above).catch(() => [])).length === 0;
}
