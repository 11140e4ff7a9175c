/** The workspace folder, as the host lets it be looked through. */
interface ConfigFinder {
  /** True also when something else is in the place of a file. `path` is relative to the workspace folder, with `/`. */
  isFile(path: string): Promise<boolean>;
  /** Names of the directories in a directory; none when it is missing. */
  directories(path: string): Promise<readonly string[]>;
}

/**
 * Finds every devcontainer.json of a workspace, in the order in which tools look (containers.dev/implementors/spec,
 * "devcontainer.json").
 * @returns paths relative to the workspace folder, with `/`, the default one first
 */
export async function findConfigs(finder: ConfigFinder): Promise<string[]> {
  const folders = await finder.directories('.devcontainer');
  const candidates = [
    '.devcontainer/devcontainer.json',
    '.devcontainer.json',
    ...[...folders].sort().map((folder) => `.devcontainer/${folder}/devcontainer.json`),
  ];
  const present = await Promise.all(candidates.map((path) => finder.isFile(path)));
  return candidates.filter((_, index) => present[index]);
}

/** The short name of a configuration: that of its folder below `.devcontainer`; else its path. */
export function shortConfigName(file: string): string {
  return /^\.devcontainer\/([^/]+)\/devcontainer\.json$/.exec(file)?.[1] ?? file;
}

/** A devcontainer.json by its path: the workspace folder that it is of, and the rest, with `/`. */
interface ConfigPath {
  readonly folder: string;
  readonly file: string;
}

const allowed =
  /^(.*?)\/(\.devcontainer\/devcontainer\.json|\.devcontainer\.json|\.devcontainer\/[^/]+\/devcontainer\.json)$/s;

/**
 * Takes the path of a file apart, if the specification lets a devcontainer.json lie there.
 * @param path absolute, with `/`
 */
export function configPath(path: string): ConfigPath | undefined {
  const [, folder, file] = allowed.exec(path) ?? [];
  return folder === undefined || file === undefined ? undefined : { folder: folder || '/', file };
}
