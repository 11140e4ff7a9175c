// An esbuild plugin that leaves out of vscode-languageserver the requests that our server does not answer: what is not there need
// not be downloaded, nor loaded by each window. Each is a class made of the one below it (a mixin), and stands for that here.

/** Modules of `vscode-languageserver/lib` that hold such features and nothing that we use; `files` looks for modules installed by npm. */
const unused = [
  'callHierarchy',
  'diagnostic',
  'fileOperations',
  'files',
  'foldingRange',
  'inlayHint',
  'inlineCompletion',
  'inlineValue',
  'linkedEditingRange',
  'moniker',
  'notebook',
  'semanticTokens',
  'textDocumentContent',
  'typeHierarchy',
];

const absent = 'module.exports = new Proxy({}, { get: () => (Base) => Base });';

export const leanLanguageServer = {
  name: 'lean-language-server',
  setup(build) {
    const filter = new RegExp(
      `[\\\\/]vscode-languageserver[\\\\/]lib[\\\\/](?:common|node)[\\\\/](?:${unused.join('|')})\\.js$`,
    );
    const met = new Set();
    build.onLoad({ filter }, ({ path }) => {
      met.add(path.replace(/^.*[\\/](\w+)\.js$/, '$1'));
      return { contents: absent, loader: 'js' };
    });
    // As with the client's: another version of the library may have other modules.
    build.onEnd(({ errors }) => {
      const missed = errors.length > 0 ? [] : unused.filter((name) => !met.has(name));
      return {
        errors: missed.map((name) => ({ text: `vscode-languageserver has no module ${name} any more.` })),
      };
    });
  },
};
