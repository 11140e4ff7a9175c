const settings = ['package.json', '.npmrc'];
const composeFiles = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/** Programs that run what a file of the folder says, without its being named. */
const implied: Readonly<Record<string, readonly string[]>> = {
  make: ['GNUmakefile', 'makefile', 'Makefile'],
  just: ['justfile', 'Justfile', '.justfile'],
  task: ['Taskfile.yml', 'Taskfile.yaml'],
  npm: settings,
  npx: settings,
  yarn: [...settings, '.yarnrc.yml', '.yarnrc'],
  pnpm: [...settings, '.pnpmfile.cjs'],
  bun: [...settings, 'bunfig.toml'],
  'docker-compose': composeFiles,
  compose: composeFiles,
};

/** The files that programs among the words of a command read by themselves. */
export function impliedFiles(words: readonly string[]): string[] {
  return words.flatMap((word) => (Object.hasOwn(implied, word) ? (implied[word] ?? []) : []));
}
