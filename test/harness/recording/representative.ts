/** Longer texts are cut: what they say is not looked at. */
const longest = 48;
/** Longer lists likewise. */
const most = 2;

/** Of these the last one of a conversation holds. */
const holding = new Set(['permission-mode', 'mode', 'goal_status', 'session_cron_carry']);

/**
 * Of a version's transcripts the lines that have something no earlier one has: a kind, a member; in their order, with long texts and lists cut: small enough to be kept. Results
 * of the tool calls that are kept are kept, and what holds at the end.
 * @param transcripts the text of each
 */
export function representative(transcripts: readonly string[]): string[] {
  const seen = new Set<string>();
  return transcripts.flatMap((text) => {
    const lines = text
      .trimEnd()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => cut(JSON.parse(line)) as Json);
    const last = new Set([...new Map(lines.map((line) => [kindOf(line), line]))].map(([, line]) => line));
    const calls = new Set<unknown>();
    const kept = lines.filter((line) => {
      const traits = traitsOf(line, kindOf(line));
      const isNew = traits.some((trait) => !seen.has(trait));
      for (const trait of traits) seen.add(trait);
      const blocks = blocksOf(line);
      if (isNew) for (const { id } of blocks) calls.add(id);
      const holds = holding.has(kindOf(line)) && last.has(line);
      return isNew || holds || blocks.some(({ tool_use_id }) => tool_use_id && calls.has(tool_use_id));
    });
    return kept.map((line) => JSON.stringify(shorter(line)));
  });
}

type Json = { readonly [name: string]: unknown };

/** Members whose value says which kind it is. */
const telling = new Set([
  'type',
  'subtype',
  'name',
  'operation',
  'hookEvent',
  'permissionMode',
  'role',
  'level',
]);

/** The members of a value and of all in it, and which kinds they say, below `path`. Names that are data count as one. */
function traitsOf(value: unknown, path: string, name = ''): string[] {
  if (typeof value === 'string' && telling.has(name)) return [`${path}=${value}`];
  if (Array.isArray(value)) return value.flatMap((each) => traitsOf(each, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [path];
  const kind = 'type' in value ? `${path}(${value.type} ${'name' in value ? value.name : ''})` : path;
  return Object.entries(value).flatMap(([member, each]) =>
    traitsOf(each, `${kind}.${isData(member) ? '*' : member}`, member),
  );
}

const isData = (name: string) => /[/.\s]|[0-9a-f]{8}|^toolu_|^mcp_/.test(name);

function cut(value: unknown): unknown {
  if (typeof value === 'string') return value.length > longest ? `${value.slice(0, longest - 8)}...` : value;
  if (Array.isArray(value)) return value.slice(0, most).map(cut);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, cut(each)]));
}

/** What a turn cost is said in each line, at length; the total of it in lines of its own. */
function shorter({ message, ...line }: Json): Json {
  if (typeof message !== 'object' || message === null || !('usage' in message))
    return { ...line, ...(message !== undefined && { message }) };
  return { ...line, message: { ...message, usage: { input_tokens: 1, output_tokens: 1 } } };
}

const kindOf = ({ type, attachment }: Json) =>
  type === 'attachment' ? String((attachment as Json | undefined)?.type) : String(type);

/** The blocks of what was said, tool calls and results among them. */
function blocksOf({ message }: Json): Json[] {
  const content = (message as Json | undefined)?.content;
  return Array.isArray(content) ? content : [];
}
