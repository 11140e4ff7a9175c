import type { Container } from './inspect.ts';

/** The labels that the Dev Containers tools put on a container (measured with @devcontainers/cli). */
export const folderLabel = 'devcontainer.local_folder';
export const configLabel = 'devcontainer.config_file';

/**
 * Whether a container found by its labels really is this project's. An image can carry the labels too, and then every
 * container of it would pass: so the labels must not be the image's own, and the folder must be mounted.
 * @param folders the workspace folder as it was opened, and its real path
 */
export function isOwnContainer(
  container: Container,
  imageLabels: Readonly<Record<string, string>>,
  folders: readonly string[],
): boolean {
  if (folderLabel in imageLabels || configLabel in imageLabels) return false;
  const contains = (source: string) =>
    folders.some(
      (folder) => folder === source || folder.startsWith(source.endsWith('/') ? source : `${source}/`),
    );
  return container.mounts.some(
    (mount) => mount.type === 'bind' && mount.source !== '' && contains(mount.source),
  );
}
