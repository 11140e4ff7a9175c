import { createHash } from 'node:crypto';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { DevcontainerDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { findConfigs } from '@claude-sessions/core/devcontainer/find.ts';
import { devcontainerId } from '@claude-sessions/core/devcontainer/id.ts';
import { UserError } from '../host/errors.ts';
import { isMissing, readBytesIfAny } from '../host/files.ts';

/** Which dev container a command is about. */
export interface Workspace {
  /** The workspace folder as it was named: absolute, links not resolved, since labels and ids are made of that. */
  readonly folder: string;
  readonly realFolder: string;
  /** The devcontainer.json, absolute. It need not exist yet. */
  readonly configFile: string;
  readonly devcontainerId: string;
  readonly home: string;
  /** `~/.claude-sessions/<devcontainerId>`, made by *prepare*. */
  readonly preparedFolder: string;
}

/** The devcontainer.json that is made when there is none. */
export const defaultConfig = '.devcontainer/devcontainer.json';

/** The workspace folder named on the command line, absolute. @throws UserError when it is no directory */
export async function resolveFolder(folder: string | undefined): Promise<string> {
  const path = resolve(folder ?? '.');
  const found = await stat(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (!found?.isDirectory()) {
    throw new UserError(
      `${path} ${found ? 'is not a folder' : 'does not exist'}.`,
      'Name the project folder, or one inside it.',
    );
  }
  return path;
}

/** The configurations of a folder, relative to it, with `/`, the default one first. */
export async function allConfigs(folder: string): Promise<string[]> {
  return findConfigs({
    isFile: async (path) => (await lstat(join(folder, path)).catch(() => undefined))?.isDirectory() === false,
    directories: async (path) => {
      const entries = await readdir(join(folder, path), { withFileTypes: true }).catch(() => []);
      return entries.filter((entry) => !entry.isFile()).map((entry) => entry.name);
    },
  });
}

/** Takes the paths alone: nothing of devcontainer.json is read, and nothing written. */
export async function openWorkspace(folder: string, configFile: string): Promise<Workspace> {
  const home = homedir();
  const id = devcontainerId(
    { localFolder: folder, configFile },
    (text) => createHash('sha256').update(text).digest(),
    process.platform,
  );
  return {
    folder,
    realFolder: await realpath(folder),
    configFile,
    devcontainerId: id,
    home,
    preparedFolder: join(home, '.claude-sessions', id),
  };
}

/** Claude's config directory on this host. */
export function hostConfigDir(home: string, env: NodeJS.ProcessEnv): string {
  return env.CLAUDE_CONFIG_DIR || join(home, '.claude');
}

/** Absolute paths at which Claude's state lies on this host; not all of them need exist. */
export function claudePlaces({ home, realFolder }: Workspace, env: NodeJS.ProcessEnv): string[] {
  return [
    ...['.claude', '.claude.json', '.claude-sessions'].map((name) => join(home, name)),
    resolve(realFolder, hostConfigDir(home, env)),
  ];
}

/** A path below the workspace folder, with `/`, for devcontainer.json and for messages. */
export function insideWorkspace(workspace: Pick<Workspace, 'folder'>, path: string): string {
  return relative(workspace.folder, path).split(sep).join('/');
}

/** The prepare script next to a devcontainer.json. */
export function besideConfig(workspace: Workspace, name: string): string {
  return join(dirname(workspace.configFile), name);
}

/**
 * Reads a devcontainer.json as it stands in the file.
 * @param known what was read of it before: where the file has the same text, it is not parsed again
 * @throws UserError when it is missing or no text, with line and column when it is not valid
 */
export async function readConfig(path: string, known?: DevcontainerDocument): Promise<DevcontainerDocument> {
  const source = await readSource(path);
  if (source !== undefined) return parseConfig(path, source, known);
  throw new UserError(
    `${path} does not exist.`,
    'Look for the right one, or leave out the option that names it.',
  );
}

/** Parses a devcontainer.json. @throws UserError with line and column when it is not valid */
export async function parseConfig(
  path: string,
  source: string,
  known?: DevcontainerDocument,
): Promise<DevcontainerDocument> {
  // Who only looks for the file need not wait for the parser.
  const { documentSource, parseDocument } = await import('@claude-sessions/core/devcontainer/document.ts');
  const document = known && documentSource(known) === source ? known : parseDocument(source);
  const [error] = document.errors;
  if (error) {
    throw new UserError(
      `${path}:${error.line}:${error.column}: ${error.message}.`,
      document.root ? 'Fix this first.' : 'Write at least {"image": "…"} into it, or delete it.',
    );
  }
  return document;
}

/** The text of a devcontainer.json as it stands in the file, or undefined. @throws UserError when it is no text */
export async function readSource(path: string): Promise<string | undefined> {
  const bytes = await readBytesIfAny(path);
  return bytes && decode(path, bytes);
}

const byteOrderMark = '\uFEFF';

/**
 * A devcontainer.json as an editor has it, or else as it is in the file; undefined when there is none. Editors keep the byte
 * order mark of a file and do not show it.
 * @throws UserError when it is to be read from the file and no text
 */
export async function sourceOf(path: string, text: string | undefined): Promise<string | undefined> {
  if (text === undefined) return readSource(path);
  if (text.startsWith(byteOrderMark)) return text;
  const saved = await readSource(path).catch(() => undefined);
  return saved?.startsWith(byteOrderMark) ? byteOrderMark + text : text;
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UserError(`${path} is not UTF-8 text.`, 'Save it as UTF-8.');
  }
}
