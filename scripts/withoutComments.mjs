// An esbuild plugin that leaves the comments out of the scripts that we only run, in a container or as a hook, and that nobody reads there.
// `prepare` is another matter: it is written beside devcontainer.json, for a team to read.
import { readFile } from 'node:fs/promises';

const run =
  /[\\/]core[\\/]assets[\\/](?:lookInside|listConversations|readState|copyState|copyHome|guard|keep)\.sh$/;

/** Lines that are nothing but a comment, and empty ones; the first line says what runs it. */
const noise = /\n[ \t]*(?:#[^\n]*)?(?=\n)/g;

export const withoutComments = {
  name: 'without-comments',
  setup(build) {
    build.onLoad({ filter: run }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(noise, ''),
      loader: 'text',
    }));
  },
};
