/** Lines that begin here are looked at only as far as this. */
const prefixBytes = 320;
/** Lines without the members of a message are short. */
const shortLine = 2048;
/** How many at the beginning, and at the end, are kept whatever they are. */
const firstLines = 4;
const lastLines = 4;
/** From the end, in which what was said last is looked for. */
const endBytes = 24 * 1024;
const newline = 10;
const userType = Buffer.from('"type":"user"');
const result = Buffer.from('"type":"tool_result"');
const note = /^\{"type":"(?:custom-title|ai-title|last-prompt|tag|summary|relocated|continued-in|user)"/;

/**
 * The lines of a transcript that tell something for a list: prompts, titles, its beginning and its end. Most of a transcript is tool results and
 * answers; to know them by their first bytes costs a tenth of decoding them. A line that is not written as the client writes it is kept.
 * @param isHead false where the beginning may be the rest of a line
 */
export function tellingLines(bytes: Buffer, isHead: boolean): string {
  const starts = lineStarts(bytes, isHead);
  const kept: string[] = [];
  const many = starts.length;
  for (let at = 0; at < many; at++) {
    const from = starts[at] ?? 0;
    const end = at + 1 < many ? (starts[at + 1] ?? 0) - 1 : bytes.length;
    const isAtEdge = (isHead && at < firstLines) || at >= many - lastLines;
    if (isTelling(bytes, from, end)) kept.push(bytes.toString('utf8', from, end));
    else if (isAtEdge) kept.push(abridged(bytes, from, end));
  }
  return kept.join('\n');
}

/** Its members stand at the beginning of a line or at its end, what is long between. */
function abridged(bytes: Buffer, from: number, end: number): string {
  if (end - from <= 2 * shortLine) return bytes.toString('utf8', from, end);
  return `${bytes.toString('utf8', from, from + shortLine)} … ${bytes.toString('utf8', end - shortLine, end)}`;
}

function lineStarts(bytes: Buffer, isHead: boolean): number[] {
  const starts = isHead ? [0] : [];
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) starts.push(at + 1);
  return starts.length === 0 ? [0] : starts;
}

function isTelling(bytes: Buffer, from: number, end: number): boolean {
  const prefix = bytes.toString('latin1', from, Math.min(end, from + prefixBytes));
  // With blanks after its colons, or otherwise not of the client.
  if (!prefix.startsWith('{"') || prefix.startsWith('": ', prefix.indexOf('"', 2))) return true;
  if (!prefix.startsWith('{"parentUuid"')) return end - from <= shortLine || note.test(prefix);
  const type = typeIn(prefix);
  if (type === 'assistant') return from >= bytes.length - endBytes;
  if (type !== undefined && type !== 'user') return false;
  const line = bytes.subarray(from, end);
  if (type === undefined && line.indexOf(userType) < 0) return from >= bytes.length - endBytes;
  return line.indexOf(result) < 0;
}

/** That of the line itself, where it stands before anything that has one of its own. */
function typeIn(prefix: string): string | undefined {
  const at = prefix.indexOf('"type":"');
  if (at < 0) return undefined;
  const brace = prefix.indexOf('{', 1);
  if (brace < 0 || brace > at) return prefix.slice(at + 8, prefix.indexOf('"', at + 8));
  if (prefix.startsWith('"attachment":', brace - 13)) return 'attachment';
  return prefix.startsWith('"message":', brace - 10) && prefix.includes('"role":"assistant"')
    ? 'assistant'
    : undefined;
}
