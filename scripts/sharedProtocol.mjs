// An esbuild plugin by which the language client and the language server share the libraries of the protocol: they lie in the
// .vsix once, as `protocol.js`, a twelfth of the download. The editor loads it by `require`, and so does the server.

/** What one of them asks for by name; below these the libraries ask for each other. */
const libraries = [
  'vscode-jsonrpc',
  'vscode-jsonrpc/node',
  'vscode-languageserver-protocol',
  'vscode-languageserver-protocol/node',
  'vscode-languageserver-textdocument',
  'vscode-languageserver-types',
];

const asked = new RegExp(`^(?:${libraries.join('|')})$`);
const within = /node_modules[\\/]vscode-(?:jsonrpc|languageserver-(?:protocol|textdocument|types))[\\/]/;

/** The entry point of the bundle that holds them. */
export const protocolEntry = 'libraries-of-the-protocol';

/** @param file where the bundle lies as the others see it: `./protocol.js`. It is to be `external` */
export function sharedProtocol(file) {
  return {
    name: 'shared-protocol',
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${protocolEntry}$`) }, ({ path }) => ({
        path,
        namespace: 'protocol-entry',
      }));
      build.onLoad({ filter: /^/, namespace: 'protocol-entry' }, () => ({
        contents: libraries.map((name) => `exports['${name}'] = require('${name}');`).join('\n'),
        resolveDir: build.initialOptions.absWorkingDir,
      }));
      build.onResolve({ filter: asked }, ({ path, importer, namespace }) =>
        namespace === 'protocol-entry' || within.test(importer)
          ? undefined
          : { path, namespace: 'shared-protocol' },
      );
      build.onLoad({ filter: /^/, namespace: 'shared-protocol' }, ({ path }) => ({
        contents: `module.exports = require('${file}')['${path}'];`,
        resolveDir: build.initialOptions.absWorkingDir,
      }));
    },
  };
}
