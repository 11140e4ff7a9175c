import type { Metafile } from 'esbuild';
import { expect, test } from 'vitest';
import { checkBundles } from '../../../scripts/checkBundles.mjs';

type Output = Metafile['outputs'][string];

/** What is wrong with one bundle of a file. */
function check(
  folder: string,
  name: string,
  inputs: Record<string, number>,
  imports: Output['imports'] = [],
) {
  const sizes = Object.entries(inputs).map(([path, bytesInOutput]) => [path, { bytesInOutput }]);
  const output: Output = { bytes: 1, inputs: Object.fromEntries(sizes), imports, exports: [] };
  return checkBundles([{ folder, metafile: { outputs: { [`${folder}/${name}`]: output } } }]);
}

test('what belongs where it is passes', () => {
  const external = true;
  expect(
    check('extension/dist', 'extension.js', { 'extension/src/extension.ts': 9000, 'core/src/slug.ts': 200 }, [
      { path: 'vscode', kind: 'require-call', external },
      { path: './node/api.mjs', kind: 'dynamic-import', external },
      { path: './languageClient.js', kind: 'require-call', external },
    ]),
  ).toEqual([]);
  expect(
    check('extension/dist', 'languageClient.js', { 'node_modules/vscode-languageclient/lib/a.js': 9000 }),
  ).toEqual([]);
  expect(check('extension/dist/node', 'api.mjs', { 'cli/src/api/index.ts': 90_000 })).toEqual([]);
});

test.each([
  ['cli/dist', 'main.mjs'],
  ['extension/dist/node', 'server.mjs'],
])('vscode in %s is found', (folder, name) => {
  const wrong = check(folder, name, {}, [{ path: 'vscode', kind: 'import-statement', external: true }]);
  expect(wrong).toEqual([`${folder}/${name} imports vscode, which only the extension host has.`]);
});

test('much of the Node host in what every window loads is found, by its largest file', () => {
  const wrong = check('extension/dist', 'extension.js', { 'cli/src/a.ts': 2000, 'core/src/b.ts': 8000 });
  expect(wrong).toEqual([expect.stringMatching(/extension\.js holds 10000 bytes .*core\/src\/b\.ts, cli/)]);
});

test('a library in what every window loads is found', () => {
  const wrong = check('extension/dist', 'extension.js', { 'node_modules/semver/index.js': 10 });
  expect(wrong).toEqual([expect.stringContaining('extension.js holds node_modules/semver/index.js')]);
});

test('a module of Node that CommonJS would load by require is found', () => {
  const imports: Output['imports'] = [{ path: './node/api.mjs', kind: 'require-call', external: true }];
  expect(check('extension/dist', 'extension.js', {}, imports)).toEqual([
    'extension/dist/extension.js loads ./node/api.mjs by require-call; Node loads it by import() only.',
  ]);
});

test('a library for few projects that an entry loads from the start is found, a lazy one is not', () => {
  const chunk = './cli/dist/chunk.mjs';
  const output = (inputs: string[], imports: Output['imports'], entryPoint?: string): Output => ({
    bytes: 1,
    inputs: Object.fromEntries(inputs.map((path) => [path, { bytesInOutput: 1 }])),
    imports,
    exports: [],
    ...(entryPoint && { entryPoint }),
  });
  const outputs = (kind: 'import-statement' | 'dynamic-import') => ({
    'cli/dist/main.mjs': output(['cli/src/main.ts'], [{ path: chunk, kind }], 'cli/src/main.ts'),
    [chunk]: output(['node_modules/yaml/dist/index.js'], [], 'core/src/compose/readComposeFiles.ts'),
  });
  const found = (kind: 'import-statement' | 'dynamic-import') =>
    checkBundles([{ folder: 'cli/dist', metafile: { outputs: outputs(kind) } }]);
  expect(found('dynamic-import')).toEqual([]);
  expect(found('import-statement')).toEqual([
    `cli/dist/main.mjs loads ${chunk} from the start, which holds a library that few projects need.`,
  ]);
});
