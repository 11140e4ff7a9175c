import { textsOf } from '../mounts/configuredMounts.ts';
import { prepareWords } from '../share/initializeCommand.ts';
import { toObject } from '../toObject.ts';
import { commandsOf } from './configItems.ts';

/** What a file does at a start. */
export type FileRole = 'script' | 'Dockerfile' | 'Compose file' | 'environment file' | 'local Feature';

/** Paths as a devcontainer.json names them, each relative to the folder of the file itself. */
export interface NamedFiles {
  readonly dockerfiles: readonly string[];
  /** In the order in which Compose reads them; undefined without Compose, empty where its own defaults count. */
  readonly composeFiles: readonly string[] | undefined;
  /** Folders. */
  readonly localFeatures: readonly string[];
  /** Relative to the workspace folder: words of `initializeCommand` that may be files. */
  readonly commandWords: readonly string[];
}

/** The files by which a devcontainer.json acts on the host. @param config the value of the whole file */
export function namedFiles(config: unknown): NamedFiles {
  const { build, dockerFile, dockerComposeFile, features, initializeCommand } = toObject(config);
  const compose = typeof dockerComposeFile === 'string' ? [dockerComposeFile] : textsOf(dockerComposeFile);
  return {
    dockerfiles: textsOf([toObject(build).dockerfile, dockerFile]),
    // Whatever stands there, null too, has the tools take Compose, and its own defaults where it names no file.
    composeFiles: dockerComposeFile === undefined ? undefined : compose,
    localFeatures: Object.keys(toObject(features)).filter((reference) => /^\.{0,2}[\\/]/.test(reference)),
    commandWords: commandsOf(initializeCommand).flatMap((command) => commandWords(command)),
  };
}

/** Programs that run what a file of the folder says, without its being named. */
const impliedFiles: Readonly<Record<string, readonly string[]>> = {
  make: ['GNUmakefile', 'makefile', 'Makefile'],
  just: ['justfile', 'Justfile'],
  task: ['Taskfile.yml', 'Taskfile.yaml'],
  npm: ['package.json'],
  npx: ['package.json'],
  yarn: ['package.json'],
  pnpm: ['package.json'],
  bun: ['package.json'],
  'docker-compose': ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'],
  compose: ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'],
};

/** The words of a command that may name a file, those in quotes both as one and as several. */
export function commandWords(command: unknown): string[] {
  const texts = typeof command === 'string' ? [command] : textsOf(command);
  const whole = typeof command === 'string' ? [] : texts;
  const words = [...whole, ...texts.flatMap(wordsOf)];
  // Of a command of ours only the scripts: the words that they are told name no file.
  if (prepareWords(command)) return unique(words.filter(isScript));
  return unique(
    words.flatMap((word) => [word, ...(Object.hasOwn(impliedFiles, word) ? (impliedFiles[word] ?? []) : [])]),
  );
}

/** Words of a shell script or a YAML file; what stands in quotes also as one. */
export function wordsOf(text: string): string[] {
  const quoted = [...text.matchAll(/"([^"\n]+)"|'([^'\n]+)'/g)].map((match) => match[1] ?? match[2] ?? '');
  return unique([...quoted, ...text.split(/[\s"'`;|&()<>=,[\]{}]+/)].filter((word) => /\w/.test(word)));
}

/** The words of a Compose file that may name another one: what it extends or includes, or its Dockerfiles. */
export function composeWords(text: string): string[] {
  const words = wordsOf(text).flatMap((word) => [word, ...word.split(':')]);
  return unique(words.filter((word) => word !== '' && word.length < 1000));
}

/** The paths behind `env_file`, in whatever of its forms. */
export function envFilesOf(text: string): string[] {
  const blocks = text.matchAll(
    /\benv_file["']?[ \t]*:(.*(?:\n[ \t]*(?:-|path:|required:|format:|#).*|\n[ \t]*(?=\n))*)/g,
  );
  return unique([...blocks].flatMap((block) => wordsOf(block[1] ?? '')));
}

/** Whether a file is one that Compose reads for what else it has: YAML, or a Dockerfile. */
export function isComposePart(path: string): boolean {
  return /\.(ya?ml)$|(^|[\\/])[^\\/]*(dockerfile|containerfile)[^\\/]*$/i.test(path);
}

/** Whether a file that a script names is a script itself. */
export function isScript(path: string): boolean {
  return /\.(sh|bash|zsh|fish|ps1|psm1|cmd|bat|py|rb|pl|js|cjs|mjs|ts|mts|mk)$|(^|[\\/])(Makefile|justfile)$/i.test(
    path,
  );
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
