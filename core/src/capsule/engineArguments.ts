import type { ExpectedMount } from '../container/mountDrift.ts';
import { mountRecord } from '../container/mountRecord.ts';
import { mountWords } from '../container/mountWords.ts';
import { capsuleLabels, ourLabels } from '../container/ourLabels.ts';
import { graceSeconds, loginStore, ownCapabilities, places } from '../export/plan.ts';
import { loginVariable, tokenVariable } from '../share/login.ts';
import { runRecord } from './recordedRun.ts';
import type { Capsule, ImageUser } from './types.ts';

// The engine's calls for a capsule, as arguments: nothing here is ever shell text.

/** Where things lie in the container, as in that of an exported agent. */
export const capsulePlaces = {
  program: `${places.program}/claude-state`,
  homeVolume: places.homeVolume,
  login: places.login,
  workspace: '/workspace',
} as const;

/** `agent` is the capsule itself; `init` prepares its home. */
export type CapsuleRole = 'agent' | 'init';

export function labelArguments(folder: string, role: CapsuleRole): string[] {
  return ['--label', `${capsuleLabels.folder}=${folder}`, '--label', `${capsuleLabels.role}=${role}`];
}

/** @param iidFile is given the id of the image */
export function buildArguments(capsule: Capsule, iidFile: string): string[] {
  const { dockerfile, folder } = capsule;
  const by = dockerfile === undefined ? [] : ['--file', dockerfile];
  return ['build', '--iidfile', iidFile, '--tag', imageTag(capsule), ...by, folder];
}

export function imageTag({ name }: Pick<Capsule, 'name'>): string {
  return `claude-sessions-capsule/${name}:latest`;
}

/** What an image says of its user: three lines. */
export function userArguments(image: string): string[] {
  const script = `printf '%s\\n' "$(id -u)" "$(id -g)" "$HOME"`;
  return ['run', '--rm', '--network', 'none', '--entrypoint', '/bin/sh', image, '-c', script];
}

export function volumeArguments({ volume, folder }: Capsule): string[] {
  return ['volume', 'create', '--label', `${capsuleLabels.folder}=${folder}`, volume];
}

/** Made, so that the program can be copied in; then started. */
export function initArguments(
  capsule: Capsule,
  part: 'own' | 'fill',
  image: string,
  user: ImageUser,
): string[] {
  const { volume, memory } = capsule;
  const home = homeVolume(volume, capsulePlaces.homeVolume);
  const isOwn = part === 'own';
  // Root writes in it as it is; given to root, it would be closed to whoever it is of on the host.
  const loginFolder = user.uid === 0 ? undefined : capsule.loginFolder;
  const capabilities = ownCapabilities.flatMap((each) => ['--cap-add', each]);
  const own = loginFolder === undefined ? [] : ['--login', capsulePlaces.login];
  return [
    'create',
    '--name',
    initName(capsule, part),
    ...labelArguments(capsule.folder, 'init'),
    ...['--network', 'none', '--memory', memory, '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
    ...(isOwn ? ['--user', '0:0', ...capabilities] : ['--user', `${user.uid}:${user.gid}`]),
    ...home,
    ...(isOwn ? loginMount({ loginFolder }) : []),
    ...['--entrypoint', '/bin/sh', image, capsulePlaces.program, 'init', part],
    ...(isOwn ? ['--user', `${user.uid}:${user.gid}`] : []),
    ...['--volume', capsulePlaces.homeVolume],
    ...(isOwn ? own : ['--image', user.home]),
  ];
}

export function initName({ name }: Pick<Capsule, 'name'>, part: 'own' | 'fill'): string {
  return `${name}-init-${part}`;
}

/** The capsule itself. @param isTerminal whether somebody sits before it */
export function agentArguments(
  capsule: Capsule,
  image: string,
  user: ImageUser,
  isTerminal: boolean,
): string[] {
  const { name, folder, volume, memory, command } = capsule;
  const [entrypoint = '', ...words] = command;
  const started =
    command.length > 0
      ? ['--entrypoint', entrypoint, image, ...words]
      : ['--entrypoint', '/bin/sh', image, capsulePlaces.program, 'converse'];
  return [
    'create',
    ...[
      '--name',
      name,
      ...labelArguments(folder, 'agent'),
      ...recordArguments(capsule, user),
      '--init',
      '--stop-timeout',
      String(graceSeconds),
    ],
    // What would go to swap would slow the host down instead.
    ...['--memory', memory, '--memory-swap', memory],
    ...(isTerminal ? ['--interactive', '--tty'] : []),
    ...homeVolume(volume, user.home),
    ...loginMount(capsule),
    ...(capsule.workspace
      ? [...bind(folder, capsulePlaces.workspace), ...['--workdir', capsulePlaces.workspace]]
      : ['--workdir', user.home]),
    ...agentVariables(capsule, user).flatMap((each) => ['--env', each]),
    ...started,
  ];
}

/** What it has to have mounted, and how it was run. */
function recordArguments(capsule: Capsule, user: ImageUser): string[] {
  return [
    ...['--label', `${ourLabels.mounts}=${mountRecord(capsuleMounts(capsule, user))}`],
    ...['--label', `${capsuleLabels.run}=${runRecord(capsule)}`],
  ];
}

/** The mounts of the capsule itself. */
export function capsuleMounts({ volume, loginFolder, workspace, folder }: Capsule, { home }: ImageUser) {
  const mount = (type: 'bind' | 'volume', source: string, target: string): ExpectedMount => ({
    ...{ type, source, target, writable: true },
  });
  return [
    mount('volume', volume, home),
    ...(loginFolder === undefined ? [] : [mount('bind', loginFolder, capsulePlaces.login)]),
    ...(workspace ? [mount('bind', folder, capsulePlaces.workspace)] : []),
  ];
}

/** A name alone is taken from the environment of the engine's program: no value of the user's stands in arguments. */
function agentVariables(capsule: Capsule, { home }: ImageUser): string[] {
  const { conversation, prompt, login, variables } = capsule;
  return [
    `HOME=${home}`,
    `CLAUDE_CONFIG_DIR=${home}/.claude`,
    `CLAUDE_STATE_CONVERSATION=${conversation}`,
    ...(prompt === undefined ? [] : [`CLAUDE_STATE_PROMPT=${prompt}`]),
    ...(login === 'folder' ? [`${loginVariable}=${capsulePlaces.login}/${loginStore}`] : []),
    ...(login === 'token' ? [tokenVariable] : []),
    ...variables,
  ];
}

function loginMount({ loginFolder }: Pick<Capsule, 'loginFolder'>): string[] {
  if (loginFolder === undefined) return [];
  return bind(loginFolder, capsulePlaces.login);
}

/** In the short form, which Docker and Podman have alike; neither part has a colon. */
const homeVolume = (name: string, target: string) => ['--volume', `${name}:${target}:nocopy`];

/** A folder of the host. */
const bind = (source: string, target: string) =>
  mountWords(['type=bind', `source=${source}`, `target=${target}`]);
