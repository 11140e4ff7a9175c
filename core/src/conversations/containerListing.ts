import { readSession } from '../container/insideReport.ts';
import type { TranscriptEntry } from './Conversation.ts';
import { fileTime } from './fileTime.ts';
import { isSessionId } from './sessionId.ts';

/** What `core/assets/listConversations.sh` lists of a config directory. */
export interface ContainerListing {
  readonly entries: readonly TranscriptEntry[];
  /** `FOLDER/ID` of those that have a folder beside their transcript. */
  readonly folders: ReadonlySet<string>;
  /** Sessions that a running Claude Code has open there. */
  readonly open: ReadonlySet<string>;
}

/** No project has so many. */
export const maxEntries = 100_000;

const entryLine =
  /^entry ([\da-f]{1,8}) (\d{1,20}) (\d{1,15}) (\d{1,12}) [\d-]+ [\d:]+(?:\.(\d{3})\d*)?(?: [+-]\d+)? \.\/([\w.-]{1,255})\/([\da-f-]{36})(\.jsonl|\/custom-title\.json)?$/i;

/**
 * Reads a listing. All of it is the container's word: a line that is none is left out. Never throws.
 * @returns undefined when it did not come to its end; `too-many` when there is more than anybody has
 */
export function parseContainerListing(output: string): ContainerListing | 'too-many' | undefined {
  const lines = output.split('\n');
  if (lines.at(-2) !== 'end' || lines.at(-1) !== '') return undefined;
  const open = new Set<string>();
  const transcripts = new Map<string, TranscriptEntry>();
  const folders = new Map<string, TranscriptEntry>();
  const titles = new Map<string, number>();
  for (const line of lines) {
    const id = line.startsWith('open ') ? readSession(line.slice('open '.length))?.id : undefined;
    if (id !== undefined) open.add(id);
    const listed = readLine(line);
    if (!listed) continue;
    const { kind, path, entry } = listed;
    if (kind === 'title') titles.set(path, entry.changedAt);
    else (kind === 'folder' ? folders : transcripts).set(path, entry);
    if (transcripts.size + folders.size > maxEntries) return 'too-many';
  }
  const entries = [...transcripts].map(([path, entry]) => {
    const titledAt = titles.get(path);
    return titledAt === undefined ? entry : { ...entry, titledAt };
  });
  const remnants = [...folders].flatMap(([path, entry]) => (transcripts.has(path) ? [] : entry));
  return { entries: [...entries, ...remnants], folders: new Set(folders.keys()), open };
}

interface Listed {
  readonly kind: 'transcript' | 'folder' | 'title';
  readonly path: string;
  readonly entry: TranscriptEntry;
}

function readLine(line: string): Listed | undefined {
  const [, mode = '', inode = '', size, seconds, thousandths = '0', slug = '', id = '', ending] =
    entryLine.exec(line) ?? [];
  const isRemnant = ending === undefined;
  const isKind = (Number.parseInt(mode, 16) & 0o170000) === (isRemnant ? 0o040000 : 0o100000);
  if (!isKind || !isSessionId(id)) return undefined;
  const changedAt = fileTime(Number(seconds) * 1000 + Number(thousandths));
  return {
    kind: isRemnant ? 'folder' : ending === '.jsonl' ? 'transcript' : 'title',
    path: `${slug}/${id}`,
    entry: { id, slug, size: isRemnant ? 0 : Number(size), changedAt, inode, isRemnant },
  };
}
