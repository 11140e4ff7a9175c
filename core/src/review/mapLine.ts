import { isRecord, type JsonRecord } from '../verify/jsonRecord.ts';
import { isWithinBounds } from '../verify/lineBounds.ts';
import { changeTexts } from './changeTexts.ts';
import { type Sides, toContainer } from './pathMap.ts';
import { mapResult, mapToolInput, type PathNames } from './pathPlaces.ts';

/** A conversation's id on the host and in the mirror. */
interface SessionIds {
  readonly from: string;
  readonly to: string;
}

/**
 * One line of the host's transcript for the mirror: the text as it is when nothing in it names the workspace, else with `cwd`
 * and the paths in tool calls, structured results and attachments mapped. What is no JSON object is given back as it is. Bytes
 * outside the changed texts are kept: numbers, escapes and the order of members.
 * @param session when the mirror's id is another
 */
export function mapLine(text: string, sides: Sides, session?: SessionIds): string {
  if (!mayName(text, sides, session) || !isWithinBounds(text)) return text;
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return text;
  }
  return isRecord(line) ? changeTexts(text, line, mapped(line, sides, session)) : text;
}

/** Whether a line may name the workspace: cheap, and true too often where characters are escaped. */
function mayName(text: string, { host, hostAlso = [] }: Sides, session?: SessionIds): boolean {
  const plain = [host, ...hostAlso].map((folder) =>
    JSON.stringify(folder.replace(/[/\\]+$/, '')).slice(1, -1),
  );
  const isWindows = /^[A-Za-z]:|^\\/.test(host);
  return (
    isWindows ||
    /\\[u/]/.test(text) ||
    plain.some((each) => text.includes(each)) ||
    (session !== undefined && session.from !== session.to && text.includes(session.from))
  );
}

function mapped(line: JsonRecord, sides: Sides, session: SessionIds | undefined): JsonRecord {
  const map = (path: string) => toContainer(path, sides);
  const names: PathNames = { file: map, mention: map };
  const changed: JsonRecord = { ...line };
  if (typeof line.cwd === 'string') changed.cwd = map(line.cwd);
  if (session)
    for (const member of ['sessionId', 'session_id'])
      if (line[member] === session.from) changed[member] = session.to;
  if (isRecord(line.message)) changed.message = mapMessage(line.message, names);
  for (const member of ['toolUseResult', 'attachment'])
    if (line[member] !== undefined) changed[member] = mapResult(line[member], names);
  return changed;
}

function mapMessage(message: JsonRecord, names: PathNames): JsonRecord {
  const { content } = message;
  if (!Array.isArray(content)) return message;
  return { ...message, content: content.map((block) => (isRecord(block) ? mapBlock(block, names) : block)) };
}

function mapBlock(block: JsonRecord, names: PathNames): JsonRecord {
  const { name, input } = block;
  if (typeof name !== 'string' || !isRecord(input)) return block;
  return { ...block, input: mapToolInput(name, input, names) };
}
