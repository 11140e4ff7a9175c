const MAX_STRING = 64;

/**
 * What tells Claude Code in the container that its first questions were answered, when the host's
 * `.claude.json` says so; nothing else of that file, which holds the account.
 *
 * Claude Code writes the file with an indentation of two, so a top-level member is a line: a file of
 * megabytes need not be parsed. Otherwise indented, it counts as saying nothing.
 */
export function onboardingFile(claudeJson: string): string | undefined {
  const seen = new Map<string, string>();
  for (const [, name = '', value = ''] of claudeJson.matchAll(
    /(?<=^|\n) {2}"(hasCompletedOnboarding|lastOnboardingVersion|theme|editorMode)": ([^\n]*?),?\r?(?=\n|$)/g,
  )) {
    if (!seen.has(name)) seen.set(name, value);
    if (seen.size === 4) break;
  }
  if (seen.get('hasCompletedOnboarding') !== 'true') return undefined;
  const kept = ['lastOnboardingVersion', 'theme', 'editorMode'].map((name) => {
    const value = seen.get(name) ?? '';
    return isPlainString(value) ? `,"${name}":${value}` : '';
  });
  return `{"hasCompletedOnboarding":true${kept.join('')}}\n`;
}

function isPlainString(value: string): boolean {
  return value.length <= MAX_STRING + 2 && /^"[A-Za-z0-9._ -]+"$/.test(value);
}
