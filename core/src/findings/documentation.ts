/** Where the checks are documented; each has its code as anchor. */
const page = 'https://github.com/claude-sessions/claude-sessions/blob/main/docs/checks.md';

/** The address of what is written about a check. */
export function documentationUrl(code: string): string {
  return `${page}#${code}`;
}
