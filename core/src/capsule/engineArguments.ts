import { capsuleLabels } from '../container/ourLabels.ts';
import { tokenVariable } from '../share/login.ts';
import type { Capsule, ImageUser } from './types.ts';

// The engine's calls for a capsule, as arguments: nothing here is ever shell text.

/** Where things lie in the container; the program where exported agents have it too. */
export const capsulePlaces = {
  program: '/opt/claude-sessions/claude-state',
  homeVolume: '/home-volume',
  login: '/var/lib/claude-login',
  workspace: '/workspace',
} as const;

/** Claude Code keeps a lock beside the folder that it is told. */
export const loginStore = 'store';

/** How long Claude Code has to end by itself. */
export const graceSeconds = 30;

/** `agent` is the capsule itself; `init` prepares its home. */
export type CapsuleRole = 'agent' | 'init';

export function labelArguments(folder: string, role: CapsuleRole): string[] {
  return ['--label', `${capsuleLabels.folder}=${folder}`, '--label', `${capsuleLabels.role}=${role}`];
}

/** @param iidFile is given the id of the image */
export function buildArguments(capsule: Capsule, iidFile: string): string[] {
  return ['build', '--iidfile', iidFile, '--tag', imageTag(capsule), capsule.folder];
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
  const { volume, loginFolder, memory } = capsule;
  const home = homeVolume(volume, capsulePlaces.homeVolume);
  const isOwn = part === 'own';
  const capabilities = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'].flatMap((each) => ['--cap-add', each]);
  const own = loginFolder === undefined ? [] : ['--login', capsulePlaces.login];
  return [
    'create',
    '--name',
    initName(capsule, part),
    ...labelArguments(capsule.folder, 'init'),
    ...['--network', 'none', '--memory', memory, '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
    ...(isOwn ? ['--user', '0:0', ...capabilities] : ['--user', `${user.uid}:${user.gid}`]),
    ...home,
    ...(isOwn ? loginMount(capsule) : []),
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
    ...['--name', name, ...labelArguments(folder, 'agent'), '--init', '--stop-timeout', String(graceSeconds)],
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

/** A name alone is taken from the environment of the engine's program: no value of the user's stands in arguments. */
function agentVariables(capsule: Capsule, { home }: ImageUser): string[] {
  const { conversation, prompt, login, variables } = capsule;
  return [
    `HOME=${home}`,
    `CLAUDE_CONFIG_DIR=${home}/.claude`,
    `CLAUDE_STATE_CONVERSATION=${conversation}`,
    ...(prompt === undefined ? [] : [`CLAUDE_STATE_PROMPT=${prompt}`]),
    ...(login === 'folder' ? [`CLAUDE_SECURESTORAGE_CONFIG_DIR=${capsulePlaces.login}/${loginStore}`] : []),
    ...(login === 'token' ? [tokenVariable] : []),
    ...variables,
  ];
}

function loginMount({ loginFolder }: Capsule): string[] {
  if (loginFolder === undefined) return [];
  return bind(loginFolder, capsulePlaces.login);
}

/** In the short form, which Docker and Podman have alike; neither part has a colon. */
const homeVolume = (name: string, target: string) => ['--volume', `${name}:${target}:nocopy`];

/** A folder of the host. The engine reads a line of CSV. */
function bind(source: string, target: string): string[] {
  const words = ['type=bind', `source=${source}`, `target=${target}`];
  return [
    '--mount',
    words.map((word) => (/[",]/.test(word) ? `"${word.replaceAll('"', '""')}"` : word)).join(','),
  ];
}
