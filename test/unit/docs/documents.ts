import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { repository } from '../../harness/system/repository.ts';

/** What people read, by path from the repository's root. */
export const documents: readonly (readonly [path: string, text: string])[] = [
  '',
  'docs',
  'extension',
  'feature/src',
]
  .flatMap((folder) => markdownIn(folder, folder === 'feature/src'))
  .map((path) => [path, readFileSync(join(repository, path), 'utf8')]);

function markdownIn(folder: string, recursive: boolean): string[] {
  const names = readdirSync(join(repository, folder), { recursive, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))
    .sort();
}

/** A text without its blocks of code. */
export const prose = (text: string) => text.replace(/^ *```[\s\S]*?^ *```$/gm, '');

/** The targets of links and pictures that are no address. */
export function relativeLinks(text: string): string[] {
  const links = [...prose(text).matchAll(/\]\(<?([^)\s>]+)>?\)/g)].map(([, target = '']) => target);
  return links.filter((target) => !/^[a-z]+:/.test(target));
}

/** Where a link of a document leads: a path from the root, and the heading that it names. */
export function resolveLink(from: string, target: string): { path: string; anchor: string | undefined } {
  const [file = '', anchor] = target.split('#');
  return { path: file === '' ? from : normalize(join(dirname(from), decodeURIComponent(file))), anchor };
}

/** The anchors that GitHub gives the headings of a text. */
export function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return [...prose(text).matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = '']) => {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = words
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-');
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
}

/** The command lines of ours that a text shows, in blocks of code and in sentences, without what is said behind them. */
export function ourCommandLines(text: string): string[] {
  const blocks = [...text.matchAll(/^ *```(?:sh|bash|console)?\n([\s\S]*?)^ *```$/gm)];
  const lines = blocks.flatMap(([, block = '']) => block.split('\n'));
  const spans = [...prose(text).matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
  return [...lines, ...spans]
    .map((line) =>
      line
        .trim()
        .replace(/^\$ /, '')
        .replace(/\s+#.*$/, ''),
    )
    .filter((line) => /^(npx )?claude-sessions( |$)/.test(line));
}
