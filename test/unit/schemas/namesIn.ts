/** A name on a line, and the list of the catalogue of transcript lines that has to have it. */
interface Name {
  readonly list: 'lines' | 'attachments' | 'subtypes' | 'tools' | 'members';
  readonly name: string;
}

/** Lines of the chain, which have members in common. */
const chain = new Set<unknown>(['user', 'assistant', 'system', 'attachment', 'progress']);

type Line = Record<string, unknown> & {
  attachment?: { type?: unknown };
  message?: { content?: unknown };
};

/** All kinds and members that a line of a transcript has. */
export function namesIn(line: Line): Name[] {
  const members = chain.has(line.type) ? Object.keys(line).filter((name) => name !== 'type') : [];
  return [
    { list: 'lines', name: String(line.type) } as const,
    ...members.map((name) => ({ list: 'members', name }) as const),
    ...(line.type === 'attachment' ? [named('attachments', line.attachment?.type)] : []),
    ...(line.type === 'system' ? [named('subtypes', line.subtype)] : []),
    ...toolNames(line.message?.content).map((name) => named('tools', name)),
  ];
}

const named = (list: Name['list'], name: unknown): Name => ({ list, name: String(name) });

function toolNames(content: unknown): unknown[] {
  if (!Array.isArray(content)) return [];
  const names = content.filter(({ type }) => type === 'tool_use').map(({ name }) => String(name));
  // Whose server gives it, and what it is called there, is the user's.
  return names.map((name) => name.replace(/^mcp__.*/, 'mcp__*'));
}
