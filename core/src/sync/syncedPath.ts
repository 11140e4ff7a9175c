import { isSessionId } from '../conversations/sessionId.ts';
import { hasHiddenCharacters } from '../hiddenCharacters.ts';
import type { SyncedFile } from './MachineState.ts';

/** Where a file belongs. */
export interface SyncedPath {
  /** The folder of the repository in which the conversation is filed, with `/`; '' for its top. */
  readonly place: string;
  readonly session: string;
  /** Of what lies in the conversation's folder, with `/`: its path there. Undefined for the transcript. */
  readonly below: string | undefined;
}

/** What was kept beside a file that another machine has otherwise: no client reads such names, and they are not carried on. */
const besideEnding = /\.from-[0-9a-f]{8}$/;
const deepest = 12;
const longestName = 255;

/**
 * Takes a path apart. What another machine says is not believed: names that lead elsewhere, or that nobody would give, are none.
 * @returns undefined for what is not carried
 */
export function parseSyncedPath(path: string): SyncedPath | undefined {
  const names = path.split('/');
  if (names.length > deepest || !names.every(isPlainName)) return undefined;
  const at = names.findIndex((name) => isSessionId(name.replace(/\.jsonl$/, '')));
  const name = names[at];
  if (name === undefined) return undefined;
  const place = names.slice(0, at).join('/');
  const rest = names.slice(at + 1);
  const session = name.replace(/\.jsonl$/, '').toLowerCase();
  if (session !== name.replace(/\.jsonl$/, '')) return undefined;
  if (name.endsWith('.jsonl')) return rest.length === 0 ? { place, session, below: undefined } : undefined;
  if (rest.length === 0 || !isCarried(rest)) return undefined;
  return { place, session, below: rest.join('/') };
}

export function syncedPath({ place, session, below }: SyncedPath): string {
  const own = below === undefined ? `${session}.jsonl` : `${session}/${below}`;
  return place === '' ? own : `${place}/${own}`;
}

/** The name under which a file is kept beside ours. */
export function besidePath(path: string, { hash }: Pick<SyncedFile, 'hash'>): string {
  return `${path}.from-${hash.slice(0, 8)}`;
}

/** The title of a conversation is in its transcript as well, and its file is written over by each side. */
const notCarried = new Set(['custom-title.json']);

function isCarried(names: readonly string[]): boolean {
  const last = names.at(-1) ?? '';
  return !notCarried.has(names.join('/')) && !besideEnding.test(last) && !isCopyOfTool(last);
}

function isPlainName(name: string): boolean {
  if (name === '' || name === '.' || name === '..' || name.length > longestName) return false;
  return !/[\\:]/.test(name) && !name.startsWith('.claude-sessions') && !hasHiddenCharacters(name);
}

/** Copies that tools make of a file that two machines wrote at once: Syncthing, Dropbox, Nextcloud, Google Drive. */
const copies = /\.sync-conflict-|conflicted copy|\(conflict(ed)?\b|\.conflict\b/i;

export function isCopyOfTool(name: string): boolean {
  return copies.test(name);
}
