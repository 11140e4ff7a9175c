import { dirname, resolve } from 'node:path/posix';
import type { FileReading } from '../../../core/src/compose/composeHost.ts';
import type { ContainerSettings } from '../../../core/src/compose/containerSettings.ts';
import { readComposeFiles } from '../../../core/src/compose/readComposeFiles.ts';
import { placeText } from '../../../core/src/filePlace.ts';

export const folder = '/home/me/app';

/** Files by their paths from the workspace folder: a text, or why it cannot be read. */
export type Files = Readonly<Record<string, string | { readonly why: string }>>;

export function hostOf(files: Files, env: Readonly<Record<string, string>> = {}) {
  const looked: string[] = [];
  return {
    looked,
    read: async (path: string): Promise<FileReading> => {
      looked.push(path);
      const shown = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
      const file = Object.hasOwn(files, shown) ? files[shown] : undefined;
      return typeof file === 'string' ? { text: file } : file;
    },
    resolve,
    folderOf: dirname,
    shown: (path: string) => (path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path),
    home: '/home/me',
    variable: (name: string) => ({ HOME: '/home/me', ...env })[name],
  };
}

/** What the service `app` gets by Compose files; without a list, by all whose name begins with `compose`. */
export function read(
  files: Files,
  env: Readonly<Record<string, string>> = {},
  names: readonly string[] = Object.keys(files).filter((name) => name.startsWith('compose')),
): Promise<ContainerSettings> {
  const paths = names.map((name) => `${folder}/${name}`);
  return readComposeFiles({ files: paths, service: 'app' }, hostOf(files, env));
}

/** Mounts as `place source -> target`, with ` ro` and the service where it is another. */
export const mountsOf = ({ mounts }: ContainerSettings) =>
  mounts.map(({ mount, at, service, isOwn }) => {
    const { source = '', target, readonly } = mount;
    return `${placeText(at)} ${source} -> ${target}${readonly ? ' ro' : ''}${isOwn ? '' : ` (${service})`}`;
  });

export const variablesOf = ({ variables }: ContainerSettings) =>
  variables.map(({ name, value, at }) => `${placeText(at)} ${name}=${value ?? ''}`);

export const unknownOf = ({ unknown }: ContainerSettings) =>
  unknown.map(({ why, at }) => (at ? `${placeText(at)} ${why}` : why));
