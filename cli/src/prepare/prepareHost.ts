import { mkdir, readlink, realpath, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { MountSources } from '@claude-sessions/core/container/mountDrift.ts';
import {
  configDirOfLink,
  isAbsolutePath,
  isMemoryIn,
  memoryName,
  type PrepareInput,
  type PrepareLayout,
  preparedNames,
  prepareLayout,
} from '@claude-sessions/core/prepare/layout.ts';
import { isDevcontainerId, PrepareRefusal, refusals } from '@claude-sessions/core/prepare/refusal.ts';
import { findMemoryRoot } from '../host/memoryRoot.ts';
import { type CopyPlaces, LeftOut, realPathOutside } from './copyPlaces.ts';
import { checkHostLogin, keepHostLogin } from './hostLogin.ts';
import { makeProject, needOwnProject } from './makeProject.ts';
import { checkCompose, type PrepareCompose, writeCompose } from './prepareCompose.ts';
import { asBytes, type Done, isFolder, keep, makeLink, refresh, tryLstat } from './preparedFile.ts';
import { type LeftOutOfCopies, refreshCopies } from './refreshCopies.ts';

export interface PrepareOptions extends PrepareInput {
  /** As opened; its links are resolved here. */
  workspaceFolder: string;
  /** The container gets a mirror of the conversations: see `makeProject.ts`. */
  review: boolean;
  /** It reads the host's login, as far as that is handed over: see `hostLogin.ts`. */
  login?: boolean;
  /** When Docker Compose is used. */
  compose?: PrepareCompose | undefined;
}

/** Nothing made and nothing refreshed when all was there. */
export interface PrepareResult extends Done, LeftOutOfCopies {
  /** This project's conversations on the host. */
  projectFolder: string;
  /** `~/.claude-sessions/<id>`. */
  preparedFolder: string;
}

/**
 * Makes, on the host, what the mounts of one dev container need: all that prepare.sh makes, to the byte, but that the
 * copy of settings.json holds whatever is safe of it, where the script takes simple settings only, and that what CLAUDE.md
 * imports is copied too.
 * Creates what is missing, overwrites nothing of the user's, may run twice at once.
 *
 * @throws {PrepareRefusal} with nothing changed, except for the code `failed`
 */
export async function prepareHost(options: PrepareOptions): Promise<PrepareResult> {
  const { layout, workspace, inWorkspace } = await checkHost(options);
  const done: Done = { made: [], refreshed: [] };
  try {
    await makeFolders(layout, done);
    await makeProject(layout, options, done);
    await makeMemoryLink(layout, options.platform, done);
    for (const file of [layout.workspaceFile, join(layout.files, preparedNames.workspace)])
      await refresh(layout.prepared, file, asBytes(`${workspace}\n`), done);
    const places = await copyPlaces(layout, workspace, options);
    const leftOut = await refreshCopies(layout, places, options.platform, done);
    if (options.login) await keepHostLogin(options.home ?? '', process.env, done);
    if (options.compose)
      await writeCompose(options.compose, mountSources(options, layout), inWorkspace, done);
    return { ...done, ...leftOut, projectFolder: layout.project, preparedFolder: layout.prepared };
  } catch (error) {
    throw error instanceof PrepareRefusal ? error : refusals.failed(error);
  }
}

interface Checked {
  readonly layout: PrepareLayout;
  /** The real path of the workspace folder. */
  readonly workspace: string;
  /** Takes also a path at which nothing is yet; links in it are followed. */
  inWorkspace(path: string): Promise<boolean>;
}

/**
 * Refuses a host that must not be prepared: the one place for that, for `share` before it writes and for *prepare* itself.
 * Writes nothing.
 * @throws {PrepareRefusal}
 */
export async function checkHost(options: PrepareOptions): Promise<Checked> {
  if (!options.home) throw refusals.noHome(options.platform);
  if (!isDevcontainerId(options.devcontainerId)) throw refusals.badId(options.devcontainerId);
  const workspace = await realpath(options.workspaceFolder).catch(() => {
    throw refusals.noWorkspace();
  });
  const inWorkspace = (path: string) => isWithin(path, workspace);
  try {
    const found = await findLayout(options.home, options, workspace);
    const layout = { ...found, memory: await keptMemory(found, options.platform) };
    await check(layout, options.review, workspace);
    if (options.login) await checkHostLogin(options.home);
    if (options.compose) await checkCompose(options.compose, options.home, inWorkspace);
    return { layout, workspace, inWorkspace };
  } catch (error) {
    throw error instanceof PrepareRefusal ? error : refusals.failed(error);
  }
}

function mountSources({ devcontainerId }: PrepareOptions, { claude, prepared }: PrepareLayout): MountSources {
  return { devcontainerId, claudeFolder: claude, preparedFolder: prepared };
}

/** @throws {PrepareRefusal} when a container could write files of the host's Claude Code */
async function findLayout(home: string, options: PrepareOptions, workspace: string): Promise<PrepareLayout> {
  const { configDir, platform } = options;
  const memoryRoot = await findMemoryRoot(workspace);
  const layout = prepareLayout(home, options, workspace, memoryRoot);
  for (const path of [layout.claude, layout.sessions]) {
    if (await isWithin(path, workspace)) throw refusals.workspaceTooWide(workspace, path);
  }
  if (configDir && (!isAbsolutePath(configDir, platform) || (await isWithin(configDir, workspace)))) {
    throw refusals.configDir(configDir);
  }
  if (await isWithin(layout.claudeJson, workspace)) {
    throw refusals.claudeJson(layout.claudeJson, workspace);
  }
  const target = await readlink(layout.link).catch(() => readlink(layout.reviewLink).catch(() => ''));
  const linked = configDirOfLink(target, workspace, platform);
  if (linked === undefined || !(await isFolder(linked)) || (await isWithin(linked, workspace))) return layout;
  return prepareLayout(home, options, workspace, memoryRoot, linked);
}

/** The memory of the first run, when it is another one: what the repository's top is now a container may have decided. */
async function keptMemory({ config, memory, memoryLink }: PrepareLayout, platform: string): Promise<string> {
  const target = await readlink(memoryLink).catch(() => '');
  const kept = isMemoryIn(config, target, platform) && (await tryLstat(target))?.isDirectory();
  return kept ? target : memory;
}

/** Takes also a path at which nothing is yet; true for the folder itself. @param folder a real path */
async function isWithin(path: string, folder: string): Promise<boolean> {
  const real = await realPath(path);
  return real === folder || real.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Follows links that lead to nothing as well, no more of them than the system follows. */
async function realPath(path: string, left = 40): Promise<string> {
  return realpath(path).catch(async () => {
    const target = left > 0 ? await readlink(path).catch(() => undefined) : undefined;
    if (target !== undefined) return realPath(resolve(dirname(path), target), left - 1);
    const parent = dirname(path);
    return parent === path ? path : join(await realPath(parent, left), basename(path));
  });
}

/** Everything else that may refuse, before anything is made. */
async function check(layout: PrepareLayout, review: boolean, workspace: string): Promise<void> {
  for (const path of layout.folders) await needFolder(path);
  const { sessions, config, project, ownMemory, memory } = layout;
  for (const path of [...layout.profile, sessions, config, dirname(project)])
    await needDirect(path, workspace);
  for (const path of [project, ownMemory, dirname(memory), memory, layout.review]) await needOwnFolder(path);
  await needOwnProject(layout);
  if (review && !(await tryLstat(layout.link))?.isSymbolicLink())
    await needOwnFolder(join(layout.link, memoryName));
  if ((await tryLstat(layout.memoryLink))?.isSymbolicLink() === false)
    throw refusals.notALink(layout.memoryLink);
}

async function needFolder(path: string): Promise<void> {
  if ((await tryLstat(path)) && !(await isFolder(path))) throw refusals.notAFolder(path);
}

/** A container could make what is reached through the workspace lead to anything of the host's. @param workspace a real path */
async function needDirect(path: string, workspace: string): Promise<void> {
  if (await isWithin(path, workspace)) return;
  await realPathOutside(path, workspace).catch((error) => {
    throw error instanceof LeftOut ? refusals.notDirect(path, workspace) : error;
  });
}

async function needOwnFolder(path: string): Promise<void> {
  if ((await tryLstat(path))?.isSymbolicLink()) throw refusals.isALink(path);
  await needFolder(path);
}

async function makeFolders(layout: PrepareLayout, result: Done): Promise<void> {
  for (const path of layout.profile) if (await makeFolder(path, result)) await keep(path, result);
  for (const path of new Set([layout.project, layout.ownMemory, layout.memory])) {
    await makeFolder(path, result);
    await keep(path, result);
  }
  for (const path of [layout.files, ...layout.pluginFolders]) await makeFolder(path, result);
}

async function makeFolder(path: string, result: Done): Promise<boolean> {
  if (await isFolder(path)) return false;
  await mkdir(path, { recursive: true, mode: 0o700 });
  result.made.push(path);
  return true;
}

async function makeMemoryLink(layout: PrepareLayout, platform: string, result: Done): Promise<void> {
  const { memoryLink, memory } = layout;
  const isRight = async () =>
    (await realpath(memoryLink).catch(() => undefined)) === (await realpath(memory));
  // One that leads elsewhere and is to stay was taken for the memory by then.
  if ((await isRight()) || (await makeLink(memory, memoryLink, platform, result)) || (await isRight()))
    return;
  await replaceLink(memory, memoryLink, platform, result);
}

/** At once, so that another run finds the old one or the new one, where the system can. */
async function replaceLink(target: string, path: string, platform: string, result: Done): Promise<void> {
  if (platform === 'win32') {
    await rm(path, { force: true });
    await makeLink(target, path, platform, result);
    return;
  }
  const beside = join(dirname(path), `.new.${process.pid}`);
  await rm(beside, { force: true });
  await symlink(target, beside);
  await rename(beside, path);
  result.made.push(path);
}

async function copyPlaces(
  { claude, sessions }: PrepareLayout,
  workspace: string,
  { home = '' }: PrepareOptions,
): Promise<CopyPlaces> {
  const [realHome = '', realClaude = '', realSessions = ''] = await Promise.all(
    [home, claude, sessions].map((path) => realpath(path)),
  );
  return { home: realHome, claude: realClaude, sessions: realSessions, workspace };
}
