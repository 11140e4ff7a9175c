// What must be in which bundle, held by what esbuild says it put there: an import in the wrong place costs every window its
// start, or breaks the server, and no type tells.

/**
 * @param bundles as `makeBundles` returns them
 * @returns a sentence for each thing that is wrong
 */
export function checkBundles(bundles) {
  const wrong = [];
  for (const { folder, metafile } of bundles) {
    for (const [file, output] of Object.entries(metafile.outputs)) {
      const inputs = Object.keys(output.inputs);
      const imported = output.imports.map(({ path }) => path);
      const inEditor = folder === 'extension/dist';
      if (!inEditor && imported.includes('vscode')) {
        wrong.push(`${file} imports vscode, which only the extension host has.`);
      }
      if (inEditor) {
        // Types leave nothing behind; code of ours that is no part of the client belongs below dist/node.
        for (const input of inputs.filter((path) => /^(core|cli)\/|^extension\/server\//.test(path))) {
          if (output.inputs[input].bytesInOutput > 0)
            wrong.push(`${file} holds ${input}: import it by the API instead.`);
        }
      }
      if (file === 'extension/dist/extension.js') {
        for (const input of inputs.filter((path) => path.includes('node_modules/'))) {
          wrong.push(`${file} holds ${input}: every window with a dev container would load it.`);
        }
        for (const { path, kind } of output.imports) {
          if (path.startsWith('./node/') && kind !== 'dynamic-import') {
            wrong.push(`${file} loads ${path} by ${kind}; Node loads it by import() only.`);
          }
        }
      }
    }
  }
  return wrong;
}
