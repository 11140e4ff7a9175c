import { optionalParts } from '../catalogue.ts';
import { containerHostDir, hostHome, hostPreparedDir } from '../containerPaths.ts';
import type { FeatureId } from '../features.ts';
import { hostLoginMount, type Login } from './login.ts';
import type { Otel } from './otel.ts';

/** How a dev container stands to the host's Claude: shared with it, isolated from it, or not set up. */
export type Mode = 'share' | 'isolate' | 'none';

/** For a sentence about a dev container: "it is …". */
export const modeWords: Readonly<Record<Mode, string>> = {
  share: 'shared',
  isolate: 'isolated',
  none: 'not set up',
};

/** The same, told apart by how it is shared. */
export function modeWord(mode: Mode, { review }: Pick<ShareOptions, 'review'>): string {
  return mode === 'share' && review ? 'reviewed' : modeWords[mode];
}

/** The whole set is stated each time: what is not asked for is off. */
export interface ShareOptions {
  /** The rest of the host's configuration, read-only. */
  readonly profile: boolean;
  /** This project's memory, to read or also to write. */
  readonly memory: 'ro' | 'rw';
  /** Task lists, which are every project's. */
  readonly tasks: boolean;
  /** Other projects' conversations, to read. */
  readonly allProjects: boolean;
  /** The project lies at the host's own path in the container. An isolated dev container has this option, too. */
  readonly samePath: boolean;
  /** The whole home of the container's user is kept. An isolated one has it, too. */
  readonly home: boolean;
  /** The container writes a mirror of its own, not what Claude on the host reads; else the host's conversations themselves, live. */
  readonly review: boolean;
  /** The host's plugins, to load. */
  readonly plugins: boolean;
  /** Where its OpenTelemetry data goes. An isolated one has it, too. */
  readonly otel: Otel;
  /** An isolated one has it, too. */
  readonly login: Login;
}

export const defaultShareOptions: ShareOptions = {
  profile: true,
  memory: 'ro',
  tasks: false,
  allProjects: false,
  samePath: false,
  home: false,
  review: false,
  plugins: false,
  otel: 'off',
  login: 'own',
};

/** The user's last choice, known from one of our commands or from the host's own record of it. */
export interface Chosen {
  readonly mode: Mode;
  readonly options: ShareOptions;
}

/**
 * The Features that a mode wants. Under Docker Compose never those with binds: the tools write them without read-only,
 * into the file that they merge last.
 */
export function wantedFeatures(mode: Mode, options: ShareOptions, compose = false): readonly FeatureId[] {
  if (mode === 'none') return [];
  const added: FeatureId[] = [
    ...(options.login === 'shared' ? (['claude-login'] as const) : []),
    ...(options.home ? (['claude-home'] as const) : []),
  ];
  if (mode === 'isolate' || compose) return ['claude-persist', ...added];
  return ['claude-sessions', ...(options.profile ? (['claude-profile'] as const) : []), ...added];
}

/**
 * The mounts that options add to `mounts`; the Features bring all others. String form: an object's `readonly` is dropped
 * by the tools. Under Docker Compose there are none: all of them are in our Compose file.
 */
export function wantedMounts(mode: Mode, options: ShareOptions, compose = false): readonly string[] {
  if (mode === 'none' || compose) return [];
  const login = options.login === 'host-readonly' ? [hostLoginMount] : [];
  if (mode === 'isolate') return login;
  const bind = (source: string, name: string, flags = '') =>
    `type=bind,source=${source},target=${containerHostDir}/${name}${flags}`;
  return [
    ...(options.memory === 'rw' ? [bind(`${hostPreparedDir}/memory`, 'project/memory')] : []),
    ...(options.tasks ? [bind(`${hostHome}/.claude/tasks`, 'tasks')] : []),
    ...(options.allProjects ? [bind(`${hostHome}/.claude/projects`, 'projects', ',readonly')] : []),
    ...(options.plugins
      ? [
          bind(`${hostPreparedDir}/plugins`, 'plugins', ',readonly'),
          ...optionalParts.map((name) => bind(`${hostHome}/.claude/${name}`, name, ',readonly')),
        ]
      : []),
    ...login,
  ];
}

/** True where something of the host is mounted that has to be there before a start: the prepare script makes it. */
export function needsPrepare(mode: Mode, { login }: Pick<ShareOptions, 'login'>): boolean {
  return mode === 'share' || (mode === 'isolate' && login === 'host-readonly');
}

/** Every entry that our commands may write into `mounts`. */
export const optionMounts: readonly string[] = wantedMounts('share', {
  ...defaultShareOptions,
  memory: 'rw',
  tasks: true,
  allProjects: true,
  plugins: true,
  login: 'host-readonly',
});
