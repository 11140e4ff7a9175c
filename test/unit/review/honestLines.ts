import { isRecord, type JsonRecord } from '../../../core/src/verify/jsonRecord.ts';

/** Every word of the user, of the model and of tools in lines, with the line's id. */
export function wordsOf(lines: readonly JsonRecord[]): string[] {
  return lines.flatMap(({ type, uuid, message }) => {
    if ((type !== 'user' && type !== 'assistant') || !isRecord(message)) return [];
    return textsIn(message.content).map((text) => `${uuid} ${text}`);
  });
}

const said: ReadonlySet<string> = new Set('text thinking signature data'.split(' '));

function textsIn(content: unknown): string[] {
  if (typeof content === 'string') return [content];
  if (!Array.isArray(content)) return [];
  return content
    .filter(isRecord)
    .flatMap((block) => [
      ...Object.entries(block).flatMap(([name, value]) =>
        said.has(name) && typeof value === 'string' ? [value] : [],
      ),
      ...(block.type === 'tool_result' ? textsIn(block.content) : []),
      ...(block.type === 'tool_use' ? [`${block.name} ${block.id}`] : []),
      ...(isRecord(block.source) ? textsIn([block.source]) : []),
    ]);
}

/** The history that a line is the end of: the ids of these lines that it goes through. */
export function historyOf(
  id: string,
  lines: readonly JsonRecord[],
  through: ReadonlySet<unknown>,
): unknown[] {
  const byId = new Map(lines.map((line) => [line.uuid, line]));
  const history: unknown[] = [];
  const seen = new Set<unknown>();
  for (let at: unknown = id; at && !seen.has(at); at = byId.get(at)?.parentUuid) {
    seen.add(at);
    if (through.has(at)) history.push(at);
  }
  return history;
}
