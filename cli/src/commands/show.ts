import { homedir } from 'node:os';
import { extname, resolve } from 'node:path';
import { shownSize } from '@claude-sessions/core/conversations/show/leftOut.ts';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import {
  type FoundConversation,
  findConversation,
  findConversations,
} from '../conversations/findConversations.ts';
import { requestForProject } from '../conversations/requestFor.ts';
import { type ShowFormat, streamConversation } from '../conversations/show/showConversation.ts';
import { writeShown } from '../conversations/show/writeShown.ts';
import { UsageError } from '../host/errors.ts';
import { engineFrom } from '../settings/setting.ts';
import { canDraw } from '../terminal/ask.ts';
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
  const found = id === undefined ? await askWhich() : await findConversation(request, id);
  if (!found) return 0;
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

/** @returns undefined when none was chosen */
async function askWhich(): Promise<FoundConversation | undefined> {
  if (!canDraw()) {
    throw new UsageError('Which conversation?', 'Name its id: `claude-sessions list --all` has them.');
  }
  const { chooseConversation } = await import('../conversations/pick/chooseConversation.ts');
  const request = await requestForProject(undefined);
  const engine = engineFrom(undefined, process.env);
  const choice = await chooseConversation({ request, engine, enter: 'show' });
  return choice?.conversation;
}
