// An esbuild plugin that leaves out what only the pages of checks in docs/ say: why a check looks, and what to do in general. A
// finding has words of its own; the texts stand in the check because that is where its author knows them, and are a third of its code.
import { readFile } from 'node:fs/promises';

const text = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/.source;

/** A property whose value is nothing but text, up to the end of its line. */
const property = (names) =>
  new RegExp(`^([ \\t]*(?:${names}):)\\s*(?:${text})(?:\\s*\\+\\s*(?:${text}))*,$`, 'gm');

/** What is a page's, by file. What `verify` advises is shown. */
const pages = [
  { filter: /[\\/]core[\\/]src[\\/]checks[\\/].*\.ts$/, property: property('why|remedy') },
  { filter: /[\\/]core[\\/]src[\\/]verify[\\/]verifyCodes\.ts$/, property: property('why|title') },
];

export const withoutPages = {
  name: 'without-pages',
  setup(build) {
    // Where an entry of the catalogue is known from, and the table of answers, are for readers of the repository.
    build.onLoad({ filter: /[\\/]schemas[\\/]claude-paths\.json$/ }, async ({ path }) => {
      const { entries, configDirectory, home } = JSON.parse(await readFile(path, 'utf8'));
      const shown = entries.map(({ source: _, ...entry }) => entry);
      const names = home.map(({ name }) => ({ name }));
      return { contents: JSON.stringify({ configDirectory, entries: shown, home: names }), loader: 'json' };
    });
    for (const { filter, property } of pages) {
      build.onLoad({ filter }, async ({ path }) => ({
        // Every line keeps its number.
        contents: (await readFile(path, 'utf8')).replace(
          property,
          (all, name) => `${name} '',${'\n'.repeat(all.split('\n').length - 1)}`,
        ),
        loader: 'ts',
      }));
    }
  },
};
