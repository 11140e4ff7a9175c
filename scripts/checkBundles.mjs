// What must be in which bundle, held by what esbuild says it put there: an import in the wrong place costs every window its
// start, or breaks the server, and no type tells.

/** Small pure functions may be in the editor's bundles as well, in bytes; what is more belongs below dist/node, by the API. */
const mostShared = 6_000;

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
        const ours = inputs.filter((path) => /^(core|cli)\/|^extension\/server\//.test(path));
        const bytes = ours.reduce((sum, path) => sum + output.inputs[path].bytesInOutput, 0);
        if (bytes > mostShared) {
          const largest = ours.toSorted(
            (a, b) => output.inputs[b].bytesInOutput - output.inputs[a].bytesInOutput,
          );
          wrong.push(
            `${file} holds ${bytes} bytes of core, CLI or server; ${mostShared} may be. Import by the API instead, such as ${largest.slice(0, 3).join(', ')}.`,
          );
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
