import { lstat, realpath } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import type { ComposeHost, FileReading } from '@claude-sessions/core/compose/composeHost.ts';
import { isWithin, plainPath } from '@claude-sessions/core/mounts/claudeSource.ts';
import { openRegular } from '../host/files.ts';
import { findRepository } from '../host/gitRepository.ts';
import { insideWorkspace, type Workspace } from './workspace.ts';

/** Nobody's Compose file, or file of variables, comes near; what a container can write may. */
const maxBytes = 512 * 1024;

/**
 * This machine, for reading Compose files. A container can usually write them: of the workspace, and of the git repository
 * around it, no link is followed out.
 */
export async function composeHost(workspace: Workspace): Promise<ComposeHost> {
  const repository = await findRepository(workspace.realFolder);
  const root = repository?.top ?? workspace.realFolder;
  return {
    read: (path) => readFile(path, root, workspace),
    resolve,
    folderOf: dirname,
    shown: (path) => (isInside(workspace.folder, path) ? insideWorkspace(workspace, path) : path),
    home: workspace.home,
    variable: (name) => process.env[name],
  };
}

async function readFile(path: string, root: string, { folder, realFolder }: Workspace): Promise<FileReading> {
  const stats = await lstat(path).catch(() => undefined);
  if (!stats) return undefined;
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) return { why: 'is a link that leads nowhere' };
  const plain = resolve(realFolder, relative(folder, path));
  if (isInside(root, plain) && !isInside(root, real)) {
    return { why: 'is a link that leads out of the workspace, which is not followed' };
  }
  try {
    return await readRegular(real);
  } catch (error) {
    return { why: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})` };
  }
}

/** @param real a path without links, as it was a moment ago */
async function readRegular(real: string): Promise<FileReading> {
  const handle = await openRegular(real, true);
  if (!handle) return { why: 'is not a regular file' };
  try {
    const buffer = Buffer.alloc(maxBytes + 1);
    let length = 0;
    for (let count = 1; count > 0 && length <= maxBytes; length += count) {
      count = (await handle.read(buffer, length, buffer.length - length, length)).bytesRead;
    }
    if (length > maxBytes) return { why: `is larger than ${maxBytes} bytes, and is not read` };
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, length)) };
  } catch (error) {
    if (error instanceof TypeError) return { why: 'is not UTF-8 text' };
    throw error;
  } finally {
    await handle.close();
  }
}

const isInside = (folder: string, path: string) => isWithin(plainPath(path), plainPath(folder));
