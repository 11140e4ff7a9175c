import type { Container } from './inspect.ts';

/** The labels that the Dev Containers tools put on a container (measured with @devcontainers/cli). */
export const folderLabel = 'devcontainer.local_folder';
export const configLabel = 'devcontainer.config_file';

/**
 * Tells whether a container found by its labels really is this project's. An image can carry the labels too, and then every
 * container of it would pass: so the labels must not be the image's own, and the folder must be mounted.
 * @param folders the workspace folder as it was opened, and its real path
 * @returns why it is not, as a clause; undefined when it is
 */
export function whyNotOwn(
  container: Pick<Container, 'mounts'>,
  imageLabels: Readonly<Record<string, string>>,
  folders: readonly string[],
): string | undefined {
  if (folderLabel in imageLabels || configLabel in imageLabels) {
    return "the labels are its image's own, and not of the tool that started it";
  }
  const contains = (source: string) =>
    folders.some(
      (folder) => folder === source || folder.startsWith(source.endsWith('/') ? source : `${source}/`),
    );
  const mounted = container.mounts.some(
    (mount) => mount.type === 'bind' && mount.source !== '' && contains(mount.source),
  );
  return mounted ? undefined : 'it does not mount the project folder';
}

/**
 * Where a container has the project folder, by the bind that it is, or lies, in.
 * @param folders as for `whyNotOwn`
 */
export function folderInside(
  container: Pick<Container, 'mounts'>,
  folders: readonly string[],
): string | undefined {
  for (const { type, source, target } of container.mounts) {
    if (type !== 'bind' || source === '') continue;
    for (const folder of folders) {
      if (folder === source) return target;
      const above = source.endsWith('/') ? source : `${source}/`;
      if (folder.startsWith(above)) return `${target.replace(/\/$/, '')}/${folder.slice(above.length)}`;
    }
  }
  return undefined;
}
