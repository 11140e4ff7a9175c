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
    {
      name: 'core-knows-nobody',
      comment: 'schemas <- core <- extension/server <- cli <- extension/src',
      severity: 'error',
      from: { path: '^core/' },
      to: { path: '^(extension|cli)/' },
    },
    {
      name: 'server-knows-the-core',
      comment: 'schemas <- core <- extension/server <- cli <- extension/src',
      severity: 'error',
      from: { path: '^extension/server/' },
      to: { path: '^(cli|extension/src)/' },
    },
    {
      name: 'cli-knows-no-editor',
      comment: 'schemas <- core <- extension/server <- cli <- extension/src',
      severity: 'error',
      from: { path: '^cli/' },
      to: { path: '^extension/src/' },
    },
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
