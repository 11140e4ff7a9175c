import { mkdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { companionNames } from '@claude-sessions/core/prepare/layout.ts';
import { Carrier } from './Carrier.ts';
import { Journal } from './Journal.ts';
import type { Side } from './pair.ts';
import { SideFolder } from './SideFolder.ts';

/** What belongs to conversations and lies in a folder of its own in Claude's config directory, on both sides. */
export interface Companion {
  /** Below the folder of the config directory, and below that of the mirror. */
  readonly sides: Readonly<Record<Side, SideFolder>>;
  readonly journal: Journal;
  readonly carrier: Carrier;
  close(): Promise<void>;
}

interface CompanionPlace {
  readonly mirror: string;
  readonly configDir: string;
  /** The journal of the conversations: beside it lies one of each kind. */
  readonly journal: string;
}

/** Bytes of a file of the mirror, and of all that a run opens. */
const bounds = { longest: 64 * 1024 ** 2, all: 8 * 1024 ** 3 };

/**
 * Opens both folders of a kind, and settles what a killed run was about to write there. What is not there yet is made, so that the
 * container's can lead to the mirror's.
 * @throws when the container has put a link or a file in the place of the mirror's
 */
export async function openCompanion(
  { mirror, configDir, journal: conversations }: CompanionPlace,
  name: keyof typeof companionNames,
): Promise<Companion> {
  const ofHost = join(configDir, name);
  mkdirSync(ofHost, { recursive: true, mode: 0o700 });
  const ofMirror = join(mirror, companionNames[name]);
  makeFolder(ofMirror);
  const journal = await Journal.open(join(dirname(conversations), `${name}.jsonl`));
  // The user's own link is followed: no container reaches the config directory itself.
  const host = new SideFolder(realpathSync(ofHost), true);
  const sides = { host, mirror: openMirror(ofMirror, host) };
  const carrier = new Carrier(sides, journal);
  carrier.settle(() => () => ({ bytes: Buffer.alloc(0) }));
  return {
    sides,
    journal,
    carrier,
    close: async () => {
      sides.host.close();
      sides.mirror.close();
      await journal.shorten();
    },
  };
}

function openMirror(path: string, host: SideFolder): SideFolder {
  try {
    return new SideFolder(path, false, bounds);
  } catch (error) {
    host.close();
    throw error;
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
