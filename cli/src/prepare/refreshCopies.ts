import { basename, join } from 'node:path';
import { plainCopies } from '@claude-sessions/core/catalogue.ts';
import { cksum } from '@claude-sessions/core/prepare/cksum.ts';
import { importsHead } from '@claude-sessions/core/prepare/imports.ts';
import { importNames, linkedNames, type PrepareLayout } from '@claude-sessions/core/prepare/layout.ts';
import { linkedHead } from '@claude-sessions/core/prepare/linked.ts';
import { preparedFiles } from '@claude-sessions/core/prepare/preparedFiles.ts';
import { findMemoryRoot } from '../host/memoryRoot.ts';
import { type CopyPlaces, LeftOut, readOutside } from './copyPlaces.ts';
import { readImported } from './importedFiles.ts';
import { readLinked } from './linkedFiles.ts';
import { asBytes, type Done, refresh, tryReadText } from './preparedFile.ts';
import { writeImported } from './writeImported.ts';
import { writeLinked } from './writeLinked.ts';

/** What the copies lack. */
export interface LeftOutOfCopies {
  /** Names of settings, because they may hold a secret. */
  leftOut: string[];
  /** What links in the profile lead to, and files that are reached through the workspace: lines `path: why`. */
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
  const host = await readHostFiles(layout, places);
  const ofFiles = await refreshFiles(layout, host, places, done);
  const { copies, leftOut } = await readLinked(places, platform);
  await writeLinked(layout.linked, copies, join(layout.prepared, `.linked.${process.pid}`), done);
  const leftOutFiles = [...host.leftOut, ...leftOut];
  const note = join(layout.files, linkedNames.leftOut);
  await refresh(layout.prepared, note, noteOf(linkedHead, leftOutFiles), done);
  return { ...ofFiles, leftOutFiles };
}

/** The user's files that are copied, in bytes (latin1); those that are reached through the workspace are left out. */
interface OwnFiles {
  readonly plain: ReadonlyMap<string, string | undefined>;
  readonly settings: string | undefined;
  readonly marketplaces: string | undefined;
  readonly leftOut: readonly string[];
}

async function readHostFiles(
  { config, hostMarketplaces }: PrepareLayout,
  { workspace }: CopyPlaces,
): Promise<OwnFiles> {
  const leftOut: string[] = [];
  const read = (path: string) =>
    readOutside(path, workspace).catch((error) => {
      if (!(error instanceof LeftOut)) throw error;
      leftOut.push(`${basename(path)}: ${error.message}`);
      return undefined;
    });
  const plain = new Map<string, string | undefined>();
  for (const name of plainCopies) plain.set(name, await read(join(config, name)));
  const marketplaces = await read(hostMarketplaces);
  return { plain, marketplaces, settings: await read(join(config, 'settings.json')), leftOut };
}

async function refreshFiles(
  layout: PrepareLayout,
  { plain, settings, marketplaces }: OwnFiles,
  places: CopyPlaces,
  done: Done,
): Promise<Omit<LeftOutOfCopies, 'leftOutFiles'>> {
  const { workspace } = places;
  const ownInstructions = plain.get(instructionsFile);
  const { instructions, leftOutImports } = await refreshImported(layout, ownInstructions, places, done);
  const claudeJson = await tryReadText(layout.claudeJson);
  const { files, leftOut } = preparedFiles({
    settings,
    plain: new Map(plain).set(instructionsFile, instructions),
    claudeJson,
    project: {
      claudeJson: Buffer.from(claudeJson ?? '', 'latin1').toString('utf8'),
      folders: { workspace, root: await findMemoryRoot(workspace) },
    },
  });
  for (const [name, text] of files) {
    await refresh(layout.prepared, join(layout.files, name), text, done);
  }
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

function noteOf(head: string, lines: readonly string[]): string | undefined {
  return lines.length > 0 ? asBytes(`${[head, ...lines].join('\n')}\n`) : undefined;
}
