import { containerConfigDir } from '@claude-sessions/core/containerPaths.ts';
import { claudePartOf } from '@claude-sessions/core/mounts/claudeSource.ts';

/** A path of Claude's state in a text. */
interface ClaudePathFound {
  readonly offset: number;
  readonly length: number;
  /** Which part of Claude's state it is; `` for all of it. */
  readonly part: string;
}

/** How far around the place is looked. */
const reach = 500;

const home =
  '(?:(?:\\$\\{(?:localEnv|env|containerEnv):(?:HOME|USERPROFILE)(?::[^}"]*)?\\})+|~|\\$HOME|/root|/(?:home|Users)/[^/"\\s]+|[A-Za-z]:[\\\\/]+Users[\\\\/]+[^\\\\/"]+)';
const rest = '(?:[\\\\/]+[^\\s"\'`,;:&|<>()=]*)?';
const paths = new RegExp(
  `${home}[\\\\/]+\\.claude(?:\\.json)?(?![\\w.-])${rest}|${containerConfigDir}(?![\\w.-])${rest}`,
  'g',
);

/** The path of Claude's state that stands at an offset of a JSON text, by its text alone. */
export function claudePathAt(text: string, offset: number): ClaudePathFound | undefined {
  const from = Math.max(0, text.lastIndexOf('\n', offset - 1) + 1, offset - reach);
  const end = text.indexOf('\n', offset);
  const window = text.slice(from, Math.min(end < 0 ? text.length : end, offset + reach));
  for (const match of window.matchAll(paths)) {
    const start = from + match.index;
    if (offset < start || offset > start + match[0].length) continue;
    const part = partOf(match[0].replace(/\\+/g, '\\'));
    if (part !== undefined) return { offset: start, length: match[0].length, part };
  }
  return undefined;
}

function partOf(path: string): string | undefined {
  if (path.startsWith(containerConfigDir))
    return path.slice(containerConfigDir.length).replace(/^\/+|\/+$/g, '');
  return claudePartOf(path.replace('${containerEnv:', '${localEnv:'));
}
