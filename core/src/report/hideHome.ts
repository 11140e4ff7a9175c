import { projectSlug } from '../slug.ts';

/** Longer than a word that could stand anywhere. */
const shortest = 2;

/**
 * A text for others to read: the home is `~`, and so is its name in the names of project folders, since either tells who the
 * user is. Elsewhere a user's name is not looked for: it may be any word.
 */
export function hideHome(text: string, home: string): string {
  if (home.length < shortest) return text;
  const path = home.replace(/[\\/]+$/, '');
  const paths = [path, path.replaceAll('\\', '/')].map(literal);
  return [...paths, `(?<![\\w-])${literal(projectSlug(path))}`].reduce(
    // Not the beginning of a longer name, but for those that go on as project folders' do.
    (shown, name) => shown.replace(new RegExp(`${name}(?![\\w.]*\\w)`, 'g'), '~'),
    text,
  );
}

const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
