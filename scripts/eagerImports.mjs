// An esbuild plugin that makes our own lazy imports eager. The command line loads a command's code when it runs, which makes
// some seventy chunks; in the extension every process needs most of them, and Node takes longer to find seventy files than to
// read ten. What libraries bring stays lazy, and so does an import of ours that has a comment before the name.
import { readFile } from 'node:fs/promises';

const lazyImport = /(?<!typeof )\bimport\((['"])((?:\.|@claude-sessions\/)[^'"]+\.ts)\1\)/g;

export const eagerImports = {
  name: 'eager-imports',
  setup(build) {
    build.onLoad({ filter: /[\\/]cli[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      const imports = [];
      const text = (await readFile(path, 'utf8')).replace(lazyImport, (_, _quote, module) => {
        imports.push(`import * as __eager${imports.length} from '${module}';`);
        return `Promise.resolve(__eager${imports.length - 1})`;
      });
      // On the first line, so that every other keeps its number.
      return { contents: imports.join('') + text, loader: 'ts' };
    });
  },
};
