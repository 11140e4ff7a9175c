import { homedir } from 'node:os';
import { extname, resolve } from 'node:path';
import { titleOf } from '@claude-sessions/core/conversations/Conversation.ts';
import { shownTime } from '@claude-sessions/core/conversations/show/itemWords.ts';
import { shownSize } from '@claude-sessions/core/conversations/show/leftOut.ts';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import {
  type FindRequest,
  type FoundConversation,
  findConversation,
  findConversations,
} from '../conversations/findConversations.ts';
import { type ShowFormat, streamConversation } from '../conversations/show/showConversation.ts';
import { writeShown } from '../conversations/show/writeShown.ts';
import { UsageError, UserError } from '../host/errors.ts';
import { askChoice, canAsk } from '../terminal/ask.ts';
import { note, out } from '../terminal/output.ts';
import { pagedPieces } from '../terminal/pagedPieces.ts';
import { hostConfigDir } from '../workspace/workspace.ts';

export interface ShowCommandOptions {
  readonly format?: ShowFormat;
  readonly json?: boolean;
  readonly output?: string;
  readonly redact?: boolean;
  readonly full?: boolean;
  readonly fromStart?: boolean;
}

/** `show`: a conversation, on the terminal or in a file. */
export async function show(id: string | undefined, options: ShowCommandOptions): Promise<number> {
  const request = { configDir: resolve(hostConfigDir(homedir(), process.env)) };
  const format = formatOf(options);
  const { redact = false, full = false, fromStart = false, output } = options;
  const found = id === undefined ? await askWhich(request) : await findConversation(request, id);
  const others = await findConversations({ ...request, ...(found.project && { project: found.project }) });
  const endOnly = output === undefined && Boolean(process.stdout.isTTY) && format === 'text' && !fromStart;
  const more = `See the whole with: claude-sessions show ${found.id} --from-start`;
  const pieces = streamConversation(found, { format, redact, full, endOnly, others, more, paint: out });
  if (output !== undefined) {
    await writeShown(resolve(output), pieces, request.configDir);
    note(`Wrote ${shownLine(output)}.`);
    return 0;
  }
  const waiting = found.size > slowBytes && !endOnly ? `Reading ${shownSize(found.size)}` : undefined;
  await pagedPieces(texts(pieces), { atEnd: endOnly, waiting });
  return 0;
}

/** To read so much takes longer than a second. */
const slowBytes = 256 * 1024 * 1024;

async function* texts(pieces: AsyncIterable<{ readonly text: string }>): AsyncGenerator<string> {
  for await (const { text } of pieces) yield text;
}

const byEnding = new Map<string, ShowFormat>([
  ['.md', 'markdown'],
  ['.markdown', 'markdown'],
  ['.html', 'html'],
  ['.htm', 'html'],
  ['.json', 'json'],
]);

/** The one that is named, else that of the file's name. */
function formatOf({ format, json, output }: ShowCommandOptions): ShowFormat {
  if (json && format !== undefined && format !== 'json') {
    throw new UsageError(`--json and --format ${format} do not go together.`, 'Leave one of them out.');
  }
  return json ? 'json' : (format ?? byEnding.get(extname(output ?? '').toLowerCase()) ?? 'text');
}

const mostAsked = 20;

async function askWhich(request: FindRequest): Promise<FoundConversation> {
  if (!canAsk()) {
    throw new UsageError('Which conversation?', 'Name its id: `claude-sessions list --all` has them.');
  }
  const all = await findConversations(request);
  const newest = all.filter(({ isRemnant }) => !isRemnant).slice(0, mostAsked);
  if (newest.length === 0) throw new UserError('There is no conversation here yet.');
  const options = newest.map((each, index) => ({ value: `${index}`, label: labelOf(each) }));
  const answer = await askChoice('Which conversation?', options);
  return newest[Number(answer)] as FoundConversation;
}

function labelOf(conversation: FoundConversation): string {
  const { id, changedAt } = conversation;
  return `${shownTime(new Date(changedAt).toISOString())}  ${shownLine(titleOf(conversation) ?? id, 60)}`;
}
