import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import {
  lstat,
  mkdir,
  open,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import {
  configDirOfLink,
  isAbsolutePath,
  type PrepareInput,
  type PrepareLayout,
  prepareLayout,
} from '@claude-sessions/core/prepare/layout.ts';
import { preparedFiles } from '@claude-sessions/core/prepare/preparedFiles.ts';
import { isDevcontainerId, PrepareRefusal, refusals } from '@claude-sessions/core/prepare/refusal.ts';

export interface PrepareOptions extends PrepareInput {
  /** As opened; its links are resolved here. */
  workspaceFolder: string;
}

/** What *prepare* did; nothing made and nothing refreshed when all was there. */
export interface PrepareResult {
  /** Paths of folders, links and files that were missing. */
  made: string[];
  /** Paths of our own copies that were written again or taken away. */
  refreshed: string[];
  /** Names of what is not in the copies because it may hold a secret. */
  leftOut: string[];
  /** This project's conversations on the host. */
  projectFolder: string;
  /** `~/.claude-sessions/<id>`. */
  preparedFolder: string;
}

/**
 * Makes, on the host, what the mounts of one dev container need; prepare.sh in TypeScript, to the byte.
 * Creates what is missing, overwrites nothing of the user's, may run twice at once.
 *
 * @throws {PrepareRefusal} with nothing changed, except for the code `failed`
 */
export async function prepareHost(options: PrepareOptions): Promise<PrepareResult> {
  if (!options.home) throw refusals.noHome(options.platform);
  if (!isDevcontainerId(options.devcontainerId)) throw refusals.badId(options.devcontainerId);
  const workspace = await realpath(options.workspaceFolder).catch(() => {
    throw refusals.noWorkspace();
  });
  const layout = await findLayout(options.home, options, workspace);
  const result: PrepareResult = {
    made: [],
    refreshed: [],
    leftOut: [],
    projectFolder: layout.project,
    preparedFolder: layout.prepared,
  };
  try {
    await check(layout);
    await makeFolders(layout, result);
    await makeLink(layout, options.platform, result);
    await refresh(layout.prepared, layout.workspaceFile, asBytes(`${workspace}\n`), result);
    await refreshFiles(layout, result);
  } catch (error) {
    throw error instanceof PrepareRefusal ? error : refusals.failed(error);
  }
  return result;
}

/** Where everything is; refused when a container could write what belongs to the host's Claude. */
async function findLayout(home: string, options: PrepareOptions, workspace: string): Promise<PrepareLayout> {
  const { configDir, platform } = options;
  const layout = prepareLayout(home, options, workspace);
  for (const path of [layout.claude, layout.sessions]) {
    if (await isWithin(path, workspace)) throw refusals.workspaceTooWide(workspace, path);
  }
  if (configDir && (!isAbsolutePath(configDir, platform) || (await isWithin(configDir, workspace)))) {
    throw refusals.configDir(configDir);
  }
  const target = await readlink(layout.link).catch(() => '');
  const linked = configDirOfLink(target, workspace, platform);
  if (linked === undefined || !(await isFolder(linked)) || (await isWithin(linked, workspace))) return layout;
  return prepareLayout(home, options, workspace, linked);
}

/** Whether a path, which need not exist, is a folder or lies in it, by whatever links. */
async function isWithin(path: string, folder: string): Promise<boolean> {
  const real = await realPath(path);
  return real === folder || real.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

async function realPath(path: string): Promise<string> {
  return realpath(path).catch(async () => {
    const parent = dirname(path);
    return parent === path ? path : join(await realPath(parent), basename(path));
  });
}

/** Everything else that may refuse, before anything is made. */
async function check(layout: PrepareLayout): Promise<void> {
  for (const path of layout.folders) await needFolder(path);
  for (const path of [layout.project, layout.memory]) {
    if ((await tryLstat(path))?.isSymbolicLink()) throw refusals.isALink(path);
    await needFolder(path);
  }
  if (await tryLstat(layout.link)) await needOwnProject(layout);
}

async function needFolder(path: string): Promise<void> {
  if ((await tryLstat(path)) && !(await isFolder(path))) throw refusals.notAFolder(path);
}

/** The link has to lead to this project's folder, which may not exist yet. */
async function needOwnProject({ link, project }: PrepareLayout): Promise<void> {
  const target = await readlink(link).catch(() => undefined);
  const same =
    target !== undefined &&
    ((await isFolder(project))
      ? (await realpath(link).catch(() => undefined)) === (await realpath(project))
      : target === project);
  if (!same) throw refusals.otherProject(link, project);
}

async function makeFolders(layout: PrepareLayout, result: PrepareResult): Promise<void> {
  for (const path of layout.profile) if (await makeFolder(path, result)) await keep(path, result);
  for (const path of [layout.project, layout.memory]) {
    await makeFolder(path, result);
    await keep(path, result);
  }
  await makeFolder(layout.files, result);
}

async function makeFolder(path: string, result: PrepareResult): Promise<boolean> {
  if (await isFolder(path)) return false;
  await mkdir(path, { recursive: true, mode: 0o700 });
  result.made.push(path);
  return true;
}

/**
 * An empty folder would be swept away by Claude Code. The file is made by exclusive creation: a container
 * may have planted a link of this name.
 */
async function keep(folder: string, result: PrepareResult): Promise<void> {
  const path = join(folder, '.keep');
  if (await tryLstat(path)) return;
  const made = await open(path, 'wx', 0o600).catch(ignoreExisting);
  await made?.close();
  if (made) result.made.push(path);
}

/** On Windows a junction: that takes no administrator. */
async function makeLink(layout: PrepareLayout, platform: string, result: PrepareResult): Promise<void> {
  if (await tryLstat(layout.link)) return;
  const failed = await symlink(layout.project, layout.link, platform === 'win32' ? 'junction' : 'dir').then(
    () => false,
    (error) => ignoreExisting(error) === undefined,
  );
  if (failed) await needOwnProject(layout);
  else result.made.push(layout.link);
}

async function refreshFiles(layout: PrepareLayout, result: PrepareResult): Promise<void> {
  const { files, leftOut } = preparedFiles({
    settings: await tryReadText(join(layout.config, 'settings.json')),
    claudeMd: await tryReadText(join(layout.config, 'CLAUDE.md')),
    keybindings: await tryReadText(join(layout.config, 'keybindings.json')),
    claudeJson: await tryReadText(layout.claudeJson),
  });
  result.leftOut = leftOut;
  for (const [name, text] of files) {
    await refresh(layout.prepared, join(layout.files, name), text, result);
  }
}

/** Makes a file of ours hold `text` (bytes), or be absent; untouched when it is so already. */
async function refresh(
  temporaryIn: string,
  path: string,
  text: string | undefined,
  result: PrepareResult,
): Promise<void> {
  const before = await tryLstat(path);
  if (text === undefined) {
    if (!before) return;
    await rm(path);
  } else {
    if (before && (await tryReadText(path)) === text) return;
    const temporary = join(temporaryIn, `.new.${process.pid}.${randomUUID()}`);
    try {
      await writeFile(temporary, text, { encoding: 'latin1', flag: 'wx', mode: 0o600, flush: true });
      await rename(temporary, path);
    } finally {
      await rm(temporary, { force: true });
    }
  }
  (before ? result.refreshed : result.made).push(path);
}

/** The bytes of a regular file, by a link or not, as latin1 text; what cannot be read counts as absent. */
async function tryReadText(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).isFile() ? await readFile(path, 'latin1') : undefined;
  } catch {
    return undefined;
  }
}

async function tryLstat(path: string): Promise<Stats | undefined> {
  return lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

function asBytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function ignoreExisting(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'EEXIST') throw error;
}
