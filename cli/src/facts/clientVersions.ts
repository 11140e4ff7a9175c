import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openRegular } from '../host/files.ts';

/** Of the last conversations, so much of the beginning and of the end of each. */
const maxFiles = 10;
const maxBytes = 64 * 1024;
const maxVersions = 50;

/**
 * The versions of Claude Code that wrote the last conversations of a project, oldest first. A container writes there: no
 * link is followed, and nothing but digits is taken.
 * @param folder the project's
 */
export async function clientVersions(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.jsonl'));
  const dated = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return { path, time: (await lstat(path).catch(() => undefined))?.mtimeMs ?? 0 };
    }),
  );
  const last = dated.sort((a, b) => b.time - a.time).slice(0, maxFiles);
  const found = await Promise.all(last.map(({ path }) => versionsIn(path).catch(() => [])));
  const inOrder = new Intl.Collator('en', { numeric: true }).compare;
  return [...new Set(found.flat())].slice(0, maxVersions).sort(inOrder);
}

async function versionsIn(path: string): Promise<string[]> {
  const handle = await openRegular(path, true);
  if (!handle) return [];
  try {
    const { size } = await handle.stat();
    const read = async (position: number) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxBytes), 0, maxBytes, position);
      return buffer.toString('latin1', 0, bytesRead);
    };
    const texts = [await read(0), size > maxBytes ? await read(Math.max(0, size - maxBytes)) : ''];
    const versions = texts.flatMap((text) => [
      ...text.matchAll(/[{,]"version":"(\d{1,4}\.\d{1,4}\.\d{1,6})"/g),
    ]);
    return versions.flatMap(([, version]) => version ?? []);
  } finally {
    await handle.close();
  }
}
