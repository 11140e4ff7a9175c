import type { ClaudePath } from '../core/src/catalogue.ts';

/** The catalogue as Markdown for people: what is shared, what is kept, what never leaves, and why. */
export function catalogueTable(entries: readonly ClaudePath[]): string {
  const shared = entries.filter((entry) => entry.share !== 'never');
  const kept = entries.filter((entry) => entry.share === 'never');
  return [
    '| In `~/.claude` | In a shared container | Why |',
    '|---|---|---|',
    ...rows(shared, (entry) => access(entry)),
    '',
    'Everything else stays on its side: the host keeps its own, the container keeps its own in its volume.',
    '',
    '<details><summary>What never crosses, and why</summary>',
    '',
    '| In `~/.claude` | Kind | Why it is not shared |',
    '|---|---|---|',
    ...rows(kept, (entry) => entry.class),
    '',
    '</details>',
  ].join('\n');
}

/** A row for each reason; entries with the same reason share it. */
function rows(entries: readonly ClaudePath[], middle: (entry: ClaudePath) => string): string[] {
  const groups = new Map<string, ClaudePath[]>();
  for (const entry of entries) {
    const key = `${middle(entry)}|${entry.why}`;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const names = group
      .map((entry) => `\`${entry.name}${entry.kind === 'directory' ? '/' : ''}\``)
      .join(', ');
    return first ? [`| ${names} | ${middle(first)} | ${first.why} |`] : [];
  });
}

function access({ share, option }: ClaudePath): string {
  switch (share) {
    case 'project':
      return "this project's, read-write";
    case 'profile':
      return 'read-only';
    case 'copy':
      return 'a copy, read-only';
    case 'option':
      return `only with \`share ${option ?? ''}\``;
    default:
      return 'no';
  }
}

/** A member of the host's `.claude.json` that is passed on: see `schemas/claude-paths.schema.json`. */
export interface Answer {
  readonly name: string;
  readonly of: string;
  readonly why: string;
}

/** What of `.claude.json` is passed on, as Markdown. */
export function answersTable(answers: readonly Answer[]): string {
  return [
    '| In `.claude.json` | | What is passed on |',
    '|---|---|---|',
    ...answers.map(
      ({ name, of, why }) => `| \`${name}\` | ${of === 'user' ? 'yours' : "this project's"} | ${why} |`,
    ),
  ].join('\n');
}

/** What of the container user's home is not kept: see `schemas/claude-paths.schema.json`. */
interface HomePath {
  readonly name: string;
  readonly class: string;
  readonly why: string;
}

/** The same for the whole home: what is not in its volume, and why. */
export function homeTable(entries: readonly HomePath[]): string {
  const reasons = [...new Set(entries.map(({ why }) => why))];
  const row = (why: string) => {
    const group = entries.filter((entry) => entry.why === why);
    const names = group.map(({ name }) => `\`${name}/\``).join(', ');
    const where = group[0]?.class === 'cache' ? 'kept, but not brought from an image' : "the container's own";
    return `| ${names} | ${where} | ${why} |`;
  };
  return ['| In the home | Where | Why |', '|---|---|---|', ...reasons.map(row)].join('\n');
}
