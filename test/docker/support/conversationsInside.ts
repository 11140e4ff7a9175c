import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { vi } from 'vitest';
import type { ContainerSource } from '../../../cli/src/conversations/containers/ContainerSource.ts';
import { containerSources } from '../../../cli/src/conversations/containers/containerSources.ts';
import { FolderSource } from '../../../cli/src/conversations/FolderSource.ts';
import type { Project } from '../../harness/project/project.ts';
import { useHarness } from '../../harness/start/harness.ts';

/** Where conversations of a project lie in volumes of the engine's. */
export async function sourcesOf({
  folder,
  home,
}: Pick<Project, 'folder' | 'home'>): Promise<ContainerSource[]> {
  const { docker, host } = useHarness().engine;
  vi.stubEnv('DOCKER_HOST', host);
  return containerSources({ folder, realFolder: realpathSync(folder), home }, { command: docker });
}

export interface Read {
  readonly slug: string;
  /** SHA-256 of all bytes, as a copy has them. */
  readonly hash: string;
  /** What is read for a list is what is read of the copy. */
  readonly hasEnds: boolean;
  /** Of the folder beside it. */
  readonly files: readonly string[];
}

/** Each conversation in a volume by its id. */
export async function conversationsInside(source: ContainerSource): Promise<Record<string, Read>> {
  const entries = await source.entries();
  const ends = await source.ends(entries);
  const found: Record<string, Read> = {};
  for (const entry of entries.filter(({ isRemnant }) => !isRemnant)) {
    const { path, folder, dispose } = await source.open(entry);
    const bytes = readFileSync(path);
    const copy = new FolderSource({ kind: 'host' }, new Map([['', dirname(path)]]));
    const [ofCopy] = (await copy.ends(await copy.entries())).values();
    found[entry.id] = {
      slug: entry.slug,
      hash: createHash('sha256').update(bytes).digest('hex'),
      hasEnds: isDeepStrictEqual(ends.get(entry), ofCopy),
      files: folder === undefined ? [] : readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort(),
    };
    await dispose();
  }
  return found;
}
