// What esbuild makes of the sources: which entries, in which format, what stays outside. Nothing is written here.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { eagerImports } from './eagerImports.mjs';
import { leanLanguageClient } from './leanLanguageClient.mjs';
import { leanLanguageServer } from './leanLanguageServer.mjs';
import { plainVscode } from './plainVscode.mjs';
import { protocolEntry, sharedProtocol } from './sharedProtocol.mjs';
import { withoutComments } from './withoutComments.mjs';
import { withoutPages } from './withoutPages.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

const common = {
  absWorkingDir: root,
  write: false,
  metafile: true,
  bundle: true,
  platform: 'node',
  // What VS Code 1.91 runs extensions on; the CLI asks for a newer one.
  target: 'node20.9',
  // jsonc-parser's `main` is a UMD build that bundlers cannot follow.
  mainFields: ['module', 'main'],
  loader: { '.sh': 'text', '.ps1': 'text' },
  logLevel: 'warning',
};

/** CommonJS libraries inside an ESM bundle ask for `require` and `__filename`. */
const requireForCommonJs = [
  "import{createRequire as __createRequire}from'node:module';",
  "import{fileURLToPath as __fileURLToPath}from'node:url';",
  'const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);',
].join('');

/** Modules for Node that share their chunks, so that each entry loads what it needs and nothing lies there twice. */
const modules = {
  ...common,
  splitting: true,
  format: 'esm',
  // Named as modules whatever the manifest beside them says: the extension's says CommonJS.
  outExtension: { '.js': '.mjs' },
  external: ['@devcontainers/cli'],
  // Its modules, of which only those that read are taken; for Node it names a CommonJS build, which comes whole.
  plugins: [withoutPages, withoutComments, leanLanguageServer],
  alias: { yaml: `${root}node_modules/yaml/browser/dist/index.js` },
  banner: { js: requireForCommonJs },
};

/** What the editor loads with `require`, each a file by itself. */
const editor = {
  ...common,
  format: 'cjs',
  minify: true,
  plugins: [leanLanguageClient, plainVscode, sharedProtocol('./protocol.js')],
  external: ['vscode', './languageClient.js', './usagePanel.js', './protocol.js', './node/*.mjs'],
};

/** Every bundle by the folder that it goes to. */
const bundles = [
  {
    folder: 'cli/dist',
    options: {
      ...modules,
      entryPoints: {
        main: 'cli/src/main.ts',
        scanWorker: 'cli/src/verify/scanWorker.ts',
        searchWorker: 'cli/src/conversations/search/searchWorker.ts',
        countWorker: 'cli/src/stats/countWorker.ts',
      },
      // Names stay: the stack of an unexpected error is what its report is made of.
      minifySyntax: true,
      minifyWhitespace: true,
    },
  },
  {
    folder: 'extension/dist/node',
    options: {
      ...modules,
      entryPoints: {
        api: 'cli/src/api/index.ts',
        server: 'cli/src/lsp/serverMain.ts',
        cli: 'cli/src/program/rebuildMain.ts',
        scanWorker: 'cli/src/verify/scanWorker.ts',
        searchWorker: 'cli/src/conversations/search/searchWorker.ts',
        countWorker: 'cli/src/stats/countWorker.ts',
      },
      plugins: [
        withoutPages,
        withoutComments,
        leanLanguageServer,
        eagerImports,
        sharedProtocol('../protocol.js'),
      ],
      external: [...modules.external, '../protocol.js'],
      // A twentieth of the download, for one question.
      alias: { ...modules.alias, '@clack/prompts': `${root}cli/src/terminal/plainPrompts.ts` },
      minify: true,
    },
  },
  {
    folder: 'extension/dist',
    options: {
      ...editor,
      entryPoints: {
        extension: 'extension/src/extension.ts',
        languageClient: 'extension/src/language/languageClient.ts',
        usagePanel: 'extension/src/stats/usagePanel.ts',
        protocol: protocolEntry,
      },
    },
  },
];

/**
 * Makes every bundle, in memory.
 * @param sourcemap adds source maps: for a debugger, never for what ships
 * @returns the files by folder, and what esbuild tells of each (`metafile`)
 */
export function makeBundles({ sourcemap = false } = {}) {
  return Promise.all(
    bundles.map(async ({ folder, options }) => {
      const { outputFiles, metafile } = await build({
        ...options,
        outdir: folder,
        sourcemap,
      });
      // A source map counts lines: then every file keeps its first.
      const files = sourcemap ? outputFiles : outputFiles.map(withoutUnusedRequire);
      return { folder, outputFiles: files, metafile };
    }),
  );
}

/** Takes the banner out of the many small modules that hold no CommonJS. */
function withoutUnusedRequire({ path, contents, text }) {
  const start = text.indexOf(requireForCommonJs);
  if (start < 0) return { path, contents };
  const rest = text.slice(0, start) + text.slice(start + requireForCommonJs.length + 1);
  return { path, contents: /\b(?:require|__filename)\b/.test(rest) ? contents : Buffer.from(rest) };
}
