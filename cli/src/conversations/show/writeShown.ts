import { writeSync } from 'node:fs';
import { lstat, realpath, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { UsageError, UserError } from '../../host/errors.ts';
import { replaceFile } from '../../host/replaceFile.ts';
import type { ShownPiece } from './showConversation.ts';

/** A conversation is nobody else's business. */
const mode = 0o600;

/**
 * Writes a conversation to a file, whole or not at all.
 * @throws UserError where conversations themselves lie, something else than a file is, or there is no folder
 */
export async function writeShown(
  path: string,
  pieces: AsyncIterable<ShownPiece>,
  configDir: string,
): Promise<void> {
  await ensureElsewhere(path, configDir);
  await replaceFile(path, mode, async (fd) => {
    for await (const { text } of pieces) writeAll(fd, Buffer.from(text));
  });
}

async function ensureElsewhere(path: string, configDir: string): Promise<void> {
  const real = await realpath(path).catch(() => undefined);
  const projects = await realpath(join(configDir, 'projects')).catch(() => undefined);
  const isOne =
    real !== undefined && (real.endsWith('.jsonl') || (projects && real.startsWith(projects + sep)));
  const folder = dirname(path);
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
    throw new UserError(`There is no folder ${folder}.`, 'Make it, or name another file with --output.');
  }
  const there = await lstat(path).catch(() => undefined);
  if (there && !there.isFile() && !isOne) {
    throw new UsageError(
      `${path} is not a regular file.`,
      'Name another file with --output, or leave it out.',
    );
  }
  if (isOne)
    throw new UsageError(`${path} may be a conversation itself.`, 'Name another file with --output.');
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}
