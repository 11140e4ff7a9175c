/** A rule for the order of the packages. */
const mayNotImport = (importer, others) => ({
  name: `${importer.replace('/', '-')}-knows-what-is-below`,
  comment: 'schemas <- core <- extension/server <- cli <- extension/src',
  severity: 'error',
  from: { path: `^${importer}/` },
  to: { path: `^(${others})/` },
});

/** Which way imports may run; `npm run check` holds it, imports of types included. */
module.exports = {
  forbidden: [
    {
      name: 'no-circle-of-files',
      comment: 'Move what both need to a file below them.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-circle-of-folders',
      comment: 'A folder is a room: move the file to the room that it belongs to, or what both rooms need to one below.',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
    mayNotImport('core', 'extension|cli'),
    mayNotImport('extension/server', 'cli|extension/src'),
    mayNotImport('cli', 'extension/src'),
    {
      name: 'entry-alone-in-the-root',
      comment: 'What lies beside the entry has no room yet.',
      severity: 'error',
      from: {},
      to: { path: '^(cli|extension)/src/[^/]+$' },
    },
    {
      name: 'tests-are-not-shipped',
      severity: 'error',
      from: { path: '^(core|cli|extension)/' },
      to: { path: '^(test|scripts)/' },
    },
  ],
  options: {
    // TypeScript 7 has no API for it to use; swc keeps the imports of types.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
    },
  },
};
