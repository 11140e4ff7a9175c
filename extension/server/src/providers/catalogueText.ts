import type { ClaudePath, EntryClass, Sharing } from '@claude-sessions/core/catalogue.ts';

const classText: Readonly<Record<EntryClass, string>> = {
  session: 'Sessions',
  config: 'Configuration',
  credential: 'Credentials',
  runtime: 'State of one machine',
  cache: 'Cache',
  legacy: 'Left by older versions',
};

const sharingText: Readonly<Record<Exclude<Sharing, 'option'>, string>> = {
  project:
    '`claude-sessions share` shares this project’s folder of it, to write, and the memory of its git repository, to read.',
  profile: '`claude-sessions share` shares it, to read only.',
  copy: '`claude-sessions share` gives the container a copy, made before each start.',
  never: 'It is never shared.',
};

/** About an entry of Claude's config directory; a paragraph each. */
export function catalogueText(entry: ClaudePath): string[] {
  const { since, until } = entry;
  const when = [
    ...(since === undefined ? [] : [`since Claude Code ${since}`]),
    ...(until === undefined ? [] : [`until Claude Code ${until}`]),
  ];
  return [
    `${classText[entry.class]}${when.length > 0 ? `, ${when.join(', ')}` : ''}. ${entry.why}`,
    entry.share === 'option'
      ? `Only \`claude-sessions share ${entry.option ?? ''}\` shares it.`
      : sharingText[entry.share],
  ];
}

/** Said of Claude's config directory as a whole. */
export const wholeText: readonly string[] = [
  'All that Claude Code remembers: login, settings, and the conversations of every project.',
  'It is never shared as a whole. `claude-sessions share` shares this project’s conversations, and of the rest, to read only, what is safe; `claude-sessions isolate` shares nothing.',
];
