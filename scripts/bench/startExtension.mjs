// Loads a bundle as the extension host does, activates it on a `vscode` that says yes to everything and does nothing, and
// prints how many milliseconds that took. Usage: startExtension.mjs BUNDLE
import Module, { createRequire } from 'node:module';

/** A function, class, namespace and object in one, of which every part is the same again. */
const anything = new Proxy(class {}, {
  get(target, name) {
    // Neither a promise nor a list of something, and a class can be derived from it.
    if (name === 'prototype') return target.prototype;
    if (name === 'then') return undefined;
    if (name === Symbol.iterator) return [][Symbol.iterator];
    if (name === Symbol.toPrimitive) return () => '';
    // An empty window.
    if (name === 'workspaceFolders' || name === 'activeTextEditor' || name === 'remoteName') return undefined;
    if (name === 'textDocuments' || name === 'visibleTextEditors') return [];
    return anything;
  },
  apply: () => anything,
  construct: () => anything,
});

// A bundle copies the namespace: what it does not find among the properties it inherits.
const vscode = Object.create(anything);
// As many as the real one has, about.
for (let index = 0; index < 220; index++) vscode[`Name${index}`] = anything;
const load = Module._load;
Module._load = (request, ...rest) => (request === 'vscode' ? vscode : load(request, ...rest));

const require = createRequire(import.meta.url);
const context = {
  subscriptions: [],
  extensionPath: '',
  extension: { packageJSON: {} },
  extensionUri: anything,
};
const start = performance.now();
await require(process.argv[2] ?? '').activate(context);
const took = performance.now() - start;
process.stdout.write(`${took}\n`);
process.exit();
