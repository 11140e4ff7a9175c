// An esbuild plugin by which every file of the client takes VS Code's API as it is. For `import * as vscode` esbuild would copy
// the whole namespace, some hundreds of properties, once for each of our files, while VS Code starts.
import { readFile } from 'node:fs/promises';

export const plainVscode = {
  name: 'plain-vscode',
  setup(build) {
    build.onLoad({ filter: /[\\/]extension[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text.replace("import * as vscode from 'vscode';", "const vscode = require('vscode');");
      if (/^import (?!type\b).*from 'vscode'/m.test(contents)) {
        return { errors: [{ text: `Write: import * as vscode from 'vscode'; in ${path}` }] };
      }
      return { contents, loader: 'ts' };
    });
  },
};
