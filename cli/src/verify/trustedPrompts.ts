import { closeSync, fstatSync, readdirSync, realpathSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ownTrustKeys, type TextHost, trustKeys } from '@claude-sessions/core/verify/judgeTexts.ts';
import type { TranscriptFacts } from '@claude-sessions/core/verify/transcriptFacts.ts';
import { OpenFolder, openRegular } from './OpenFolder.ts';
import { scanPart } from './scanFile.ts';
import { readSharedProject } from './verifiedState.ts';

/** How many transcripts of other projects are looked at, and how much of each: prompts stand near the beginning. */
const maxTranscripts = 300;
const maxBytes = 4 * 1024 * 1024;

/** The keys of the prompts in a transcript, as they are compared. */
export function promptKeys({ texts }: TranscriptFacts, host: TextHost): string[] {
  return texts.flatMap(({ what }) => trustKeys(host, what));
}

/** The keys of the prompts in a transcript that this host itself recorded. */
export function ownPromptKeys({ texts }: TranscriptFacts, host: TextHost): string[] {
  return texts.flatMap(({ what }) => ownTrustKeys(host, what));
}

/**
 * The keys of the prompts that Claude Code on this host recorded in projects that no container ever shared: in the newest
 * of their transcripts.
 * @param projectFolder this project's, which is left out in any case
 */
export async function hostPromptKeys(
  projectFolder: string,
  sessionsFolder: string,
  host: TextHost,
): Promise<Set<string>> {
  const ever = await sharedFolders(sessionsFolder);
  if (ever === undefined) return new Set();
  const shared = new Set([realpathIfAny(projectFolder), ...ever]);
  const projects = dirname(projectFolder);
  const keys = new Set<string>();
  const newest = readdirSyncIfAny(projects)
    .filter((entry) => entry.isDirectory() && !shared.has(realpathIfAny(join(projects, entry.name))))
    .flatMap((entry) => transcriptsIn(join(projects, entry.name)))
    .sort((a, b) => b.changed - a.changed)
    .slice(0, maxTranscripts);
  for (const { folder, name } of newest) {
    for (const key of keysOf(folder, name, host)) keys.add(key);
  }
  return keys;
}

/** The real folders of all projects that were ever shared with a container; undefined when all of them were. */
async function sharedFolders(sessionsFolder: string): Promise<(string | undefined)[] | undefined> {
  const ids = await readdir(sessionsFolder).catch(() => []);
  const folders: (string | undefined)[] = [];
  for (const id of ids) {
    const known = await readSharedProject(join(sessionsFolder, id));
    if (known?.exposed) return undefined;
    folders.push(realpathIfAny(join(sessionsFolder, id, 'project')));
    if (known) folders.push(realpathIfAny(known.folder));
  }
  return folders;
}

function transcriptsIn(path: string): { folder: string; name: string; changed: number }[] {
  return withFolder(path, (folder) =>
    readdirSyncIfAny(path)
      .filter((entry) => entry.isFile() && entry.name.endsWith('.jsonl'))
      .flatMap(({ name }) =>
        withFile(folder, name, (fd) => [{ folder: path, name, changed: fstatSync(fd).mtimeMs }]),
      ),
  );
}

function keysOf(path: string, name: string, host: TextHost): string[] {
  return withFolder(path, (folder) =>
    withFile(folder, name, (fd) => {
      const size = Math.min(fstatSync(fd).size, maxBytes);
      const scanned = scanPart({ fd, start: 0, end: size, session: undefined });
      return scanned ? ownPromptKeys(scanned.facts, host) : [];
    }),
  );
}

function withFolder<T>(path: string, use: (folder: OpenFolder) => T[]): T[] {
  try {
    const folder = new OpenFolder(path);
    try {
      return use(folder);
    } finally {
      folder.close();
    }
  } catch {
    return [];
  }
}

function withFile<T>(folder: OpenFolder, name: string, use: (fd: number) => T[]): T[] {
  try {
    const fd = openRegular(folder, name);
    try {
      return use(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    return [];
  }
}

function readdirSyncIfAny(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}

function realpathIfAny(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
