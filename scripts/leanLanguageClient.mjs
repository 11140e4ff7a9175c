// An esbuild plugin that leaves out of vscode-languageclient what our server does not offer, a third of it: everybody who
// installs the extension would download it, and each window with a devcontainer.json would load it. The client then does not
// announce these capabilities either.

/** Modules of `vscode-languageclient/lib/common` that hold features and nothing else. */
const unused = [
  'callHierarchy',
  'codeLens',
  'colorProvider',
  'declaration',
  'definition',
  'diagnostic',
  'documentHighlight',
  'documentLink',
  'documentSymbol',
  'fileOperations',
  'foldingRange',
  'formatting',
  'implementation',
  'inlayHint',
  'inlineCompletion',
  'inlineValue',
  'linkedEditingRange',
  'notebook',
  'reference',
  'rename',
  'selectionRange',
  'semanticTokens',
  'signatureHelp',
  'textDocumentContent',
  'typeDefinition',
  'typeHierarchy',
  'workspaceSymbol',
];

/** Stands for every feature of such a module: it announces nothing and does nothing (`StaticFeature`). */
const absent = `
class Absent {
  getState() { return { kind: 'static' }; }
  fillClientCapabilities() {}
  initialize() {}
  clear() {}
}
module.exports = new Proxy({}, { get: () => Absent });
`;

/**
 * The library compares VS Code's version with the oldest that it works on, by a library for versions: VS Code itself does so by
 * our manifest's `engines.vscode`, which a test compares with the library's.
 */
const versions = {
  parse: 'module.exports = (version) => version;',
  satisfies: 'module.exports = () => true;',
};

export const leanLanguageClient = {
  name: 'lean-language-client',
  setup(build) {
    const met = new Set();
    const filter = new RegExp(
      `vscode-languageclient[\\\\/]lib[\\\\/]common[\\\\/](?:${unused.join('|')})\\.js$`,
    );
    build.onLoad({ filter }, ({ path }) => {
      met.add(path.replace(/^.*[\\/](\w+)\.js$/, '$1'));
      return { contents: absent, loader: 'js' };
    });
    build.onLoad(
      { filter: /node_modules[\\/]semver[\\/]functions[\\/](?:parse|satisfies)\.js$/ },
      ({ path }) => ({
        contents: versions[path.replace(/^.*[\\/](\w+)\.js$/, '$1')],
        loader: 'js',
      }),
    );
    // Another version of the library may have other modules: then this is to be looked at again, not to be forgotten.
    build.onEnd(({ errors }) => {
      const missed = errors.length > 0 || met.size === 0 ? [] : unused.filter((name) => !met.has(name));
      return {
        errors: missed.map((name) => ({ text: `vscode-languageclient has no module ${name} any more.` })),
      };
    });
  },
};
