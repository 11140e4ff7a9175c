import { fsyncSync, writeFileSync } from 'node:fs';
import {
  highWaterName,
  highWaterOf,
  maxTaskBytes,
  rebuildTask,
  taskName,
} from '@claude-sessions/core/review/rebuildTask.ts';
import { letOthersRun } from './letOthersRun.ts';
import type { Companion } from './openCompanion.ts';
import type { Pair, Side } from './pair.ts';
import { type Conversation, isResting, rememberCarried } from './restingConversation.ts';
import type { SideFolder } from './SideFolder.ts';
import { syncEntry } from './syncEntry.ts';
import type { Synced } from './syncTranscript.ts';
import { failed, tried } from './tried.ts';
import { wholeFile } from './wholeFile.ts';

/** What may be done now with what belongs to a conversation. */
export interface Directions {
  readonly pulls: boolean;
  readonly pushes: boolean;
}

const maxTasks = 1000;

/** Carries the todo lists of conversations: a folder each, by the conversation's id. */
export async function syncTasks(
  companion: Companion,
  conversations: readonly Conversation[],
  directionsOf: (conversation: Conversation) => Promise<Directions>,
): Promise<(Synced & Pick<Pair, 'mirror' | 'host'>)[]> {
  const { sides } = companion;
  const there = { host: new Set(sides.host.names('')), mirror: new Set(sides.mirror.names('')) };
  const found: (Synced & Pick<Pair, 'mirror' | 'host'>)[] = [];
  for (const conversation of conversations) {
    const { host, mirror } = conversation;
    if (!there.host.has(host) && !there.mirror.has(mirror)) continue;
    if (isResting(companion, conversation)) continue;
    const directions = await directionsOf(conversation);
    const before = found.length;
    if (there.mirror.has(mirror) && !sides.mirror.stats(mirror)?.isDirectory()) {
      found.push({ mirror, host, outcome: { kind: 'damaged', how: 'it is no folder' }, notTaken: [] });
      continue;
    }
    // Claude Code sweeps whole lists that are old, by the settings of each side: the mirror's is made again.
    if (!there.mirror.has(mirror)) forget(companion, mirror);
    let names: readonly string[] = [];
    try {
      names = namesOf(companion, conversation);
    } catch (error) {
      found.push({ mirror, host, ...failed(error) });
    }
    for (const name of names) {
      await letOthersRun();
      const paths = { mirror: `${mirror}/${name}`, host: `${host}/${name}` };
      const rules = {
        ...directions,
        removes: there.host.has(host),
        maxBytes: maxTaskBytes,
        rebuild: (text: string, before?: string) => rebuildTask(name, text, before),
      };
      const synced = await tried(() => syncEntry(companion, paths, rules));
      if (synced.outcome.kind !== 'same') found.push({ ...paths, ...synced });
    }
    await tried(() => raiseHighWater(companion, conversation, directions));
    for (const side of ['host', 'mirror'] as const) sides[side].forget(conversation[side]);
    if (directions.pulls && directions.pushes && found.length === before)
      rememberCarried(companion, conversation);
  }
  return found;
}

function forget({ journal }: Companion, mirror: string): void {
  for (const path of [...journal.pairs.keys()])
    if (path.startsWith(`${mirror}/`)) journal.add({ dropped: path });
}

/** The files of a list, on either side. */
function namesOf({ sides }: Companion, { host, mirror }: Conversation): string[] {
  const tasksIn = (side: SideFolder, folder: string) =>
    side
      .names(folder)
      .filter((name) => taskName.test(name))
      .slice(0, maxTasks);
  return [...new Set([...tasksIn(sides.host, host), ...tasksIn(sides.mirror, mirror)])].sort();
}

/** The same number is never given twice, on whichever side a task was deleted. */
async function raiseHighWater(
  { sides }: Companion,
  { host, mirror }: Conversation,
  { pulls, pushes }: Directions,
): Promise<Synced> {
  const paths = { host: `${host}/${highWaterName}`, mirror: `${mirror}/${highWaterName}` };
  const has = { host: numberAt(sides.host, paths.host), mirror: numberAt(sides.mirror, paths.mirror) };
  const to: Side = has.mirror > has.host ? 'host' : 'mirror';
  if (has.mirror !== has.host && (to === 'host' ? pulls : pushes))
    await sides[to].replace(paths[to], (fd) => {
      writeFileSync(fd, String(Math.max(has.host, has.mirror)));
      if (to === 'host') fsyncSync(fd);
    });
  return { outcome: { kind: 'same' }, notTaken: [] };
}

function numberAt(side: SideFolder, path: string): number {
  const bytes = side.stats(path)?.isFile() ? wholeFile(side, path, 20) : undefined;
  return (bytes && highWaterOf(bytes.toString())) ?? 0;
}
