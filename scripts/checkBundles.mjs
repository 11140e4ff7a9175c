// What must be in which bundle, held by what esbuild says it put there: an import in the wrong place costs every window its
// start, or breaks the server, and no type tells.

/** Small pure functions may be in the editor's bundles as well, in bytes; what is more belongs below dist/node, by the API. */
const mostShared = 6_000;

/** Libraries for what few projects have: no entry may load them from the start. */
const lazyLibraries = /(^|\/)node_modules\/(yaml|age-encryption|@noble)\//;

/** Libraries of a command that the extension does not have. */
const ofCommandLine = /(^|\/)node_modules\/age-encryption\//;

/**
 * @param bundles as `makeBundles` returns them
 * @returns a sentence for each thing that is wrong
 */
export function checkBundles(bundles) {
  const wrong = [];
  for (const { folder, metafile } of bundles) {
    for (const entry of entriesOf(metafile)) {
      const early = loadedWith(entry, metafile).find((file) => holdsLazy(metafile.outputs[file]));
      if (early)
        wrong.push(`${entry} loads ${early} from the start, which holds a library that few projects need.`);
    }
    for (const [file, output] of Object.entries(metafile.outputs)) {
      const inputs = Object.keys(output.inputs);
      const imported = output.imports.map(({ path }) => path);
      const inEditor = folder === 'extension/dist';
      if (!inEditor && imported.includes('vscode')) {
        wrong.push(`${file} imports vscode, which only the extension host has.`);
      }
      if (folder !== 'cli/dist' && inputs.some((path) => ofCommandLine.test(path)))
        wrong.push(`${file} holds a library that the command line alone needs.`);
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

/** Those that are started or loaded by others, not by an import() of ours. */
function entriesOf({ outputs }) {
  const imported = new Set(Object.values(outputs).flatMap(({ imports }) => imports.map(({ path }) => path)));
  return Object.keys(outputs).filter((file) => outputs[file].entryPoint && !imported.has(file));
}

/** A bundle and what it imports before it runs. */
function loadedWith(entry, { outputs }) {
  const loaded = new Set([entry]);
  for (const file of loaded) {
    for (const { path, kind } of outputs[file]?.imports ?? [])
      if (kind !== 'dynamic-import') loaded.add(path);
  }
  return [...loaded];
}

function holdsLazy(output) {
  return Object.keys(output?.inputs ?? {}).some((path) => lazyLibraries.test(path));
}
