import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseList, parseManifest } from '@claude-sessions/core/snapshots/manifestText.ts';
import { pieceNames } from '@claude-sessions/core/snapshots/pieceName.ts';
import { idsIn } from './readStore.ts';
import type { StorePlace } from './storePlace.ts';

/**
 * Takes away pieces and lists that no snapshot of any project has. Whoever calls it has the store to themselves. Where a snapshot or a list cannot
 * be read, nothing is taken away.
 */
export async function sweepStore(place: StorePlace): Promise<void> {
  const lists = await listsInUse(place);
  const pieces = lists && (await piecesInUse(place, lists));
  if (!lists || !pieces) return;
  await removeOthers(place.lists, lists);
  await removeOthers(place.pieces, pieces);
}

async function listsInUse(place: StorePlace): Promise<Set<string> | undefined> {
  const used = new Set<string>();
  for (const folder of await readdir(place.of).catch(() => []))
    for (const id of await idsIn(join(place.of, folder))) {
      const parsed = parseManifest(await readFile(join(place.of, folder, id), 'utf8'));
      if (!parsed) return undefined;
      for (const { lists } of parsed.sides) for (const name of lists) used.add(name);
    }
  return used;
}

async function piecesInUse(place: StorePlace, lists: ReadonlySet<string>): Promise<Set<string> | undefined> {
  const used = new Set<string>();
  for (const name of lists) {
    const files = parseList(await readFile(join(place.lists, name), 'utf8').catch(() => ' '));
    if (!files) return undefined;
    for (const { pieces } of files) for (const piece of pieceNames(pieces)) used.add(piece);
  }
  return used;
}

async function removeOthers(folder: string, used: ReadonlySet<string>): Promise<void> {
  for (const shard of await readdir(folder).catch(() => []))
    for (const name of await readdir(join(folder, shard)).catch(() => []))
      if (!used.has(`${shard}/${name}`)) await rm(join(folder, shard, name), { force: true });
}
