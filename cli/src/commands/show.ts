import { extname, resolve } from 'node:path';
import { shownSize } from '@claude-sessions/core/conversations/shownSize.ts';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { type FoundConversation, findConversations } from '../conversations/findConversations.ts';
import { requestFor, requestForProject } from '../conversations/requestFor.ts';
import { type ShowFormat, streamConversation } from '../conversations/show/showConversation.ts';
import { writeShown } from '../conversations/show/writeShown.ts';
import { UsageError } from '../host/errors.ts';
import { engineFrom } from '../settings/setting.ts';
import { canDraw } from '../terminal/ask.ts';
import { note, out } from '../terminal/output.ts';
import { pagedPieces } from '../terminal/pagedPieces.ts';
import { findNamed } from './findNamed.ts';

export interface ShowCommandOptions {
  readonly format?: ShowFormat;
  readonly json?: boolean;
  readonly output?: string;
  readonly redact?: boolean;
  readonly full?: boolean;
  readonly fromStart?: boolean;
  readonly dockerPath?: string;
}

/** `show`: a conversation, on the terminal or in a file. */
export async function show(id: string | undefined, options: ShowCommandOptions): Promise<number> {
  const request = await requestFor(undefined, { all: true });
  const format = formatOf(options);
  const { redact = false, full = false, fromStart = false, output } = options;
  const found = id === undefined ? await askWhich(options) : await findNamed(id, options);
  if (!found) return 0;
  const others = await findConversations({ ...request, ...(found.project && { project: found.project }) });
  const endOnly = output === undefined && Boolean(process.stdout.isTTY) && format === 'text' && !fromStart;
  const more = `See the whole with: claude-sessions show ${found.id} --from-start`;
  const pieces = streamConversation(found, { format, redact, full, endOnly, others, more, paint: out });
  if (output !== undefined) {
    await writeShown(resolve(output), pieces, resolve(request.configDir));
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
async function askWhich({ dockerPath }: ShowCommandOptions): Promise<FoundConversation | undefined> {
  if (!canDraw()) {
    throw new UsageError('Which conversation?', 'Name its id: `claude-sessions list --all` has them.');
  }
  const { chooseConversation } = await import('../conversations/pick/chooseConversation.ts');
  const request = await requestForProject(undefined);
  const engine = engineFrom(dockerPath, process.env);
  const choice = await chooseConversation({ request, engine, enter: 'show' });
  return choice?.conversation;
}
