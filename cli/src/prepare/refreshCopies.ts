import { join } from 'node:path';
import { plainCopies } from '@claude-sessions/core/catalogue.ts';
import { cksum } from '@claude-sessions/core/prepare/cksum.ts';
import { importsHead } from '@claude-sessions/core/prepare/imports.ts';
import { importNames, linkedNames, type PrepareLayout } from '@claude-sessions/core/prepare/layout.ts';
import { linkedHead } from '@claude-sessions/core/prepare/linked.ts';
import { preparedFiles } from '@claude-sessions/core/prepare/preparedFiles.ts';
import { findMemoryRoot } from '../host/memoryRoot.ts';
import type { CopyPlaces } from './copyPlaces.ts';
import { readImported } from './importedFiles.ts';
import { readLinked } from './linkedFiles.ts';
import { asBytes, type Done, refresh, tryReadText } from './preparedFile.ts';
import { writeImported } from './writeImported.ts';
import { writeLinked } from './writeLinked.ts';

/** What the copies lack. */
export interface LeftOutOfCopies {
  /** Names of settings, because they may hold a secret. */
  leftOut: string[];
  /** What links in the profile lead to: lines `path: why`. */
  leftOutFiles: string[];
  /** What CLAUDE.md imports: lines `file: @path: why`. */
  leftOutImports: string[];
}

/** The user's instructions, among the files that are copied. */
const instructionsFile = 'CLAUDE.md';

/** Makes the copies that the container reads be those of the host's files as they are now. */
export async function refreshCopies(
  layout: PrepareLayout,
  places: CopyPlaces,
  platform: string,
  done: Done,
): Promise<LeftOutOfCopies> {
  const ofFiles = await refreshFiles(layout, places, done);
  return { ...ofFiles, leftOutFiles: await refreshLinked(layout, places, platform, done) };
}

async function refreshFiles(
  layout: PrepareLayout,
  places: CopyPlaces,
  done: Done,
): Promise<Omit<LeftOutOfCopies, 'leftOutFiles'>> {
  const { workspace } = places;
  const settings = await tryReadText(join(layout.config, 'settings.json'));
  const read = async (name: string) => [name, await tryReadText(join(layout.config, name))] as const;
  const plain = new Map(await Promise.all(plainCopies.map(read)));
  const ownInstructions = plain.get(instructionsFile);
  const { instructions, leftOutImports } = await refreshImported(layout, ownInstructions, places, done);
  const claudeJson = await tryReadText(layout.claudeJson);
  const { files, leftOut } = preparedFiles({
    settings,
    plain: plain.set(instructionsFile, instructions),
    claudeJson,
    project: {
      claudeJson: Buffer.from(claudeJson ?? '', 'latin1').toString('utf8'),
      folders: { workspace, root: await findMemoryRoot(workspace) },
    },
  });
  for (const [name, text] of files) {
    await refresh(layout.prepared, join(layout.files, name), text, done);
  }
  const marketplaces = await tryReadText(layout.hostMarketplaces);
  await refresh(layout.prepared, layout.marketplaces, marketplaces, done);
  // Last: as long as the host's files are what these say, the scripts leave the copies alone.
  const sums = [
    [layout.settingsSum, settings],
    [layout.instructionsSum, instructions === ownInstructions ? undefined : ownInstructions],
  ] as const;
  for (const [path, text] of sums)
    await refresh(layout.prepared, path, text === undefined ? undefined : cksum(text), done);
  return { leftOut, leftOutImports };
}

/** @returns CLAUDE.md as the container gets it */
async function refreshImported(
  { config, files, imported, prepared }: PrepareLayout,
  own: string | undefined,
  places: CopyPlaces,
  done: Done,
): Promise<{ instructions: string | undefined; leftOutImports: string[] }> {
  const { instructions, copies, leftOut } = await readImported(join(config, instructionsFile), own, places);
  await writeImported(imported, copies, prepared, done);
  await refresh(prepared, join(files, importNames.leftOut), noteOf(importsHead, leftOut), done);
  return { instructions, leftOutImports: [...leftOut] };
}

async function refreshLinked(
  { files, prepared, linked }: PrepareLayout,
  places: CopyPlaces,
  platform: string,
  done: Done,
): Promise<string[]> {
  const { copies, leftOut } = await readLinked(places, platform);
  await writeLinked(linked, copies, join(prepared, `.linked.${process.pid}`), done);
  await refresh(prepared, join(files, linkedNames.leftOut), noteOf(linkedHead, leftOut), done);
  return leftOut;
}

function noteOf(head: string, lines: readonly string[]): string | undefined {
  return lines.length > 0 ? asBytes(`${[head, ...lines].join('\n')}\n`) : undefined;
}
