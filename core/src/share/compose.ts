import { loginVolume } from './login.ts';
import { defaultShareOptions, type ShareOptions } from './options.ts';

/**
 * The folder beside devcontainer.json, and the Compose file in it, that *prepare* makes for one host. It lies in the
 * workspace, since the tools resolve `${devcontainerId}` only once there is a container (`read-configuration`), and
 * before that would look for a path with the variable in it. A `.gitignore` in the folder keeps it out of git.
 */
export const composeFolder = '.claude-sessions';
export const composeFileName = 'compose.yaml';

/** As it is named in `dockerComposeFile`. */
export const composeFile = `${composeFolder}/${composeFileName}`;

/**
 * A Compose file beside devcontainer.json by which the volume of a shared login has one name in all projects: Compose puts the name of
 * its project in front of any other. It is the same on every host. `external` would have the volume made beforehand, or no start.
 */
export const loginComposeFile = 'claude-sessions-login.yaml';

export const loginComposeText = `# Claude Sessions: one login, in a volume of the same name in every project.
volumes:
  ${loginVolume}:
    name: ${loginVolume}
`;

/** As `isOurComposeFile`. */
export function isLoginComposeFile(entry: unknown): boolean {
  return typeof entry === 'string' && entry.split('/').at(-1) === loginComposeFile;
}

/** The entries of `dockerComposeFile` that are not ours. */
export function composeFilesOfOthers(value: unknown): unknown[] {
  return composeFilesOf(value).filter((file) => !isOurComposeFile(file) && !isLoginComposeFile(file));
}

/** How a dev container is shared under Docker Compose. */
export interface ComposeShare {
  /** The service that is the dev container. */
  readonly service: string;
  readonly options: ShareOptions;
}

/** True for an entry of `dockerComposeFile` that is ours, also one of the devcontainer.json that this one was copied from. */
export function isOurComposeFile(entry: unknown): boolean {
  return typeof entry === 'string' && (entry === composeFile || entry.endsWith(`/${composeFile}`));
}

/**
 * True when our file is where it belongs in a list: alone of its kind, last, so that no other overrules it, and not first,
 * as Compose resolves every relative path against the folder of the first file.
 */
export function isComposeFileInPlace(files: readonly unknown[]): boolean {
  return files.length > 1 && files.at(-1) === composeFile && files.filter(isOurComposeFile).length === 1;
}

/** The entries of `dockerComposeFile`, which may be a string, or a list, or hold nothing. */
export function composeFilesOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'string' ? [value] : [];
}

/** True for a name that Compose allows for a service: such a name is plain in every shell and in YAML. */
export function isServiceName(name: unknown): name is string {
  return typeof name === 'string' && /^[A-Za-z0-9._-]+$/.test(name);
}

/** Arguments of the prepare script after the id: words without punctuation, which every shell reads alike. */
export function composeWords({ service, options }: ComposeShare): string[] {
  const flags = {
    profile: options.profile,
    'memory-rw': options.memory === 'rw',
    tasks: options.tasks,
    'all-projects': options.allProjects,
    plugins: options.plugins,
  };
  const words = Object.entries(flags).flatMap(([word, on]) => (on ? [word] : []));
  return ['compose', service, ...words];
}

/** Reads `composeWords` back; undefined when they are about something else. */
export function parseComposeWords(words: readonly string[]): ComposeShare | undefined {
  const [what, service, ...flags] = words;
  if (what !== 'compose' || !isServiceName(service)) return undefined;
  const has = (flag: string) => flags.includes(flag);
  return {
    service,
    options: {
      ...defaultShareOptions,
      profile: has('profile'),
      memory: has('memory-rw') ? 'rw' : 'ro',
      tasks: has('tasks'),
      allProjects: has('all-projects'),
      plugins: has('plugins'),
    },
  };
}
