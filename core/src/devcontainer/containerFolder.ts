import { toObject } from '../toObject.ts';

/** What the folder inside is made of. */
export interface FolderSource {
  /** The workspace folder as it was named, absolute; and its real path. */
  readonly named: string;
  readonly folder: string;
  /** The folder that the tools mount: that of the git repository around it, or itself. */
  readonly mounted: string;
  /** `process.platform`. */
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The workspace folder inside, as the Dev Containers tools work it out before there is a container (specification, "Variables in
 * devcontainer.json" and `workspaceFolder`).
 * @param config the value of devcontainer.json
 * @returns undefined where that cannot be known: it is made of what only the container has
 */
export function containerFolder(config: unknown, source: FolderSource): string | undefined {
  const { workspaceFolder, dockerComposeFile } = toObject(config);
  if (typeof workspaceFolder === 'string') {
    const path = substituted(workspaceFolder, source);
    return path.startsWith('/') && !path.includes('${') ? trimmed(path) : undefined;
  }
  if (workspaceFolder !== undefined) return undefined;
  if (dockerComposeFile !== undefined) return '/';
  return toolsFolder(source);
}

/** The workspace folder inside where devcontainer.json says nothing of it. */
export function toolsFolder({ folder, mounted, platform }: Omit<FolderSource, 'named' | 'env'>): string {
  const separator = platform === 'win32' ? /[\\/]/ : /\//;
  const parts = (path: string) => path.split(separator).filter((part) => part !== '');
  const above = parts(mounted);
  const below = parts(folder).slice(above.length);
  return ['', 'workspaces', above.at(-1) ?? '', ...below].join('/');
}

function substituted(text: string, { named: folder, platform, env }: FolderSource): string {
  const name =
    folder
      .split(platform === 'win32' ? /[\\/]/ : /\//)
      .filter((part) => part !== '')
      .at(-1) ?? '';
  return text
    .replaceAll('${localWorkspaceFolderBasename}', () => name)
    .replaceAll('${localWorkspaceFolder}', () => folder.replaceAll(platform === 'win32' ? '\\' : '\0', '/'))
    .replace(
      /\$\{(?:localEnv|env):([^}:]+)(?::([^}]*))?\}/g,
      (_all, variable, otherwise) => env[variable] ?? otherwise ?? '',
    );
}

const trimmed = (path: string) => path.replace(/(?<=.)\/+$/, '');
