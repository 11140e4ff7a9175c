import { type ConfiguredMount, configuredMounts, readOptions, textsOf } from '../mounts/configuredMounts.ts';
import { prepareWords } from '../share/initializeCommand.ts';
import { toObject } from '../toObject.ts';
import { commandsOf } from './configItems.ts';
import { impliedFiles } from './impliedFiles.ts';
import { moduleFiles } from './moduleFiles.ts';

/** Paths as a devcontainer.json names them, each relative to the folder of the file itself. */
interface NamedFiles {
  readonly dockerfiles: readonly string[];
  /** In the order in which Compose reads them; undefined without Compose, empty where its own defaults count. */
  readonly composeFiles: readonly string[] | undefined;
  /** Folders. */
  readonly localFeatures: readonly string[];
  /** Relative to the workspace folder: words of `initializeCommand` that may be files. */
  readonly commandWords: readonly string[];
  /** Folders that are built. */
  readonly contexts: readonly string[];
  /** Relative to the workspace folder: what is mounted, and what else the arguments of the engine may name. */
  readonly sources: readonly string[];
  /** Relative to the workspace folder: files whose variables the engine's client reads on the host (`--env-file`). */
  readonly environmentFiles: readonly string[];
  /** Relative to the workspace folder: what the container may ask of the host's kernel (`seccomp=FILE`). */
  readonly seccompProfiles: readonly string[];
}

/** The files by which a devcontainer.json acts on the host. @param config the value of the whole file */
export function namedFiles(config: unknown): NamedFiles {
  const members = toObject(config);
  const { build, dockerFile, context, dockerComposeFile, features, initializeCommand } = members;
  const compose = typeof dockerComposeFile === 'string' ? [dockerComposeFile] : textsOf(dockerComposeFile);
  return {
    dockerfiles: textsOf([toObject(build).dockerfile, dockerFile]),
    // Whatever stands there, null too, has the tools take Compose, and its own defaults where it names no file.
    composeFiles: dockerComposeFile === undefined ? undefined : compose,
    localFeatures: Object.keys(toObject(features)).filter((reference) => /^\.{0,2}[\\/]/.test(reference)),
    commandWords: commandsOf(initializeCommand).flatMap((command) => commandWords(command)),
    contexts: textsOf([toObject(build).context, context]),
    sources: unique([...configuredMounts(config).flatMap(sourceOf), ...argumentParts(members.runArgs)]),
    environmentFiles: readOptions(members.runArgs, { long: 'env-file' }).map(({ value }) => value),
    seccompProfiles: seccompProfiles(members),
  };
}

/** `unconfined` and `builtin` are no files. */
function seccompProfiles({ runArgs, securityOpt }: Readonly<Record<string, unknown>>): string[] {
  const options = [
    ...textsOf(securityOpt),
    ...readOptions(runArgs, { long: 'security-opt' }).map(({ value }) => value),
  ];
  return options
    .flatMap((option) => /^seccomp[=:](.+)$/.exec(option)?.[1] ?? [])
    .filter((path) => !['unconfined', 'builtin'].includes(path));
}

/** A volume has a name, and no path. */
function sourceOf({ mount: { type, source } }: ConfiguredMount): string[] {
  return source !== undefined && (type === 'bind' || /[\\/]/.test(source)) ? [source] : [];
}

/** The parts of arguments between `=`, `,` and `:`, those in variables aside. */
function argumentParts(runArgs: unknown): string[] {
  return textsOf(runArgs).flatMap((text) => text.match(/(?:\$\{[^}]*\}|[^=,:])+/g) ?? []);
}

/** The words of a command that may name a file, those in quotes both as one and as several. */
export function commandWords(command: unknown): string[] {
  const texts = typeof command === 'string' ? [command] : textsOf(command);
  const whole = typeof command === 'string' ? [] : texts;
  const words = [...whole, ...texts.flatMap(wordsOf)];
  // Of our command only the scripts: their arguments name no file.
  if (prepareWords(command)) return unique(words.filter(isScript));
  const modules = words.some((word) => /^(node|nodejs|bun|deno|tsx|ts-node)$/.test(word))
    ? moduleFiles(words)
    : [];
  return unique([...words, ...impliedFiles(words), ...modules]);
}

/** Words of a shell script or a YAML file; what stands in quotes also as one. */
export function wordsOf(text: string): string[] {
  const quoted = [...text.matchAll(/"([^"\n]+)"|'([^'\n]+)'/g)].map((match) => match[1] ?? match[2] ?? '');
  return unique([...quoted, ...text.split(/[\s"'`;|&()<>=,[\]{}]+/)].filter(isName));
}

/** Not what consists of signs alone; but `..` is a folder. */
function isName(word: string): boolean {
  return /[\p{L}\p{N}_]|^\.\.?([\\/]|$)/u.test(word);
}

/** By its name alone. */
export function isScript(path: string): boolean {
  return /\.(sh|bash|zsh|fish|ps1|psm1|cmd|bat|py|rb|pl|js|cjs|mjs|ts|mts|mk)$|(^|[\\/])(Makefile|justfile)$/i.test(
    path,
  );
}

/** Each text once, in its first place. */
export function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
