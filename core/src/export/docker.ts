import { scriptLabels } from '../container/ourLabels.ts';
import { shellWord } from '../findings/advice.ts';
import { tokenVariable } from '../share/login.ts';
import { type Agent, projectsPath, withSlot } from './agent.ts';
import { secretsWords } from './compose.ts';
import {
  agentVariables,
  cloneCommand,
  fillCommand,
  graceSeconds,
  healthCommand,
  loginWords,
  ownCapabilities,
  ownCommand,
  places,
  recordLabel,
  sharedVolume,
  talkCommand,
} from './plan.ts';
import { engineAmount } from './quantity.ts';
import type { ExportedFile, IdOf } from './types.ts';

/** A script that makes the agent's container anew, each time that it is run. */
export function dockerFiles(agent: Agent, idOf: IdOf): ExportedFile[] {
  return [{ path: 'agent.sh', text: script(agent, idOf), executable: true }];
}

function script(agent: Agent, idOf: IdOf): string {
  const { name, image, user, slots, memory, login } = agent;
  const limits = [
    ...words('--memory', engineAmount(memory.limit)),
    ...(memory.request ? words('--memory-reservation', engineAmount(memory.request)) : []),
  ];
  const confined = ['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];
  const asUser = [...words('--user', user), ...confined];
  const clone = cloneCommand(agent);
  const slotUsage = slots.length > 0 ? `[--slot ${slots.join('|')}] ` : '';
  const [, ...variables] = agentVariables(agent, '');
  return `${[
    '#!/bin/sh',
    `# The agent ${name}, with a home of its own. ${loginWords(agent)}`,
    `# Run: ./agent.sh ${slotUsage}[SECRETS], as often as you like${secretsWords(agent)}; ENGINE is docker or podman.`,
    '# shellcheck disable=SC2016 # what is in single quotes is for the container',
    'set -eu',
    '',
    'usage() {',
    `  echo 'Usage: ./agent.sh ${slotUsage}[SECRETS]' >&2`,
    '  echo "SECRETS: the folder of the secrets; the one beside this script unless named." >&2',
    '  exit 2',
    '}',
    '',
    `name=${name} conversation=${idOf(undefined)}${slots.length > 0 ? " slot=''" : ''}`,
    ...(slots.length > 0 ? slotLines(agent, idOf) : []),
    '[ $# -le 1 ] || usage',
    'case ${1:-} in -*) usage ;; esac',
    'here=$(cd -P -- "$(dirname -- "$0")" && pwd)',
    'secrets=${1:-$here/secrets}',
    'case $secrets in /*) ;; *) secrets=$PWD/$secrets ;; esac',
    'engine=${ENGINE:-docker}',
    'case $here$secrets in',
    '  *,*)',
    "    echo 'The engine takes no path with a comma: move the folder.' >&2",
    '    exit 1',
    '    ;;',
    'esac',
    '',
    "# Read-only, and only what is there: an engine would make a folder of root's in the place of a missing one.",
    'need() {',
    '  [ -e "$1" ] || {',
    '    echo "$1 is missing." >&2',
    '    exit 1',
    '  }',
    '}',
    'need "$here/program/claude-state"',
    ...secretFolders(agent).map((folder) => `need "$secrets/${folder}"`),
    ...(login.kind === 'host-readonly' ? [`need ${shellWord(login.path)}`] : []),
    ...(login.kind === 'token'
      ? [`: "\${${tokenVariable}:?the token of the login, by claude setup-token}"`]
      : []),
    '',
    '# Another container of that name is left alone: ours has the home.',
    `if mounts=$("$engine" container inspect --format '{{range .Mounts}}{{.Name}} {{end}}' "$name" 2>/dev/null); then`,
    '  case " $mounts" in',
    '    *" $name-home "*) ;;',
    '    *)',
    '      echo "There is a container $name already, without the home $name-home: remove it, or rename it." >&2',
    '      exit 1',
    '      ;;',
    '  esac',
    'fi',
    '# Never two at one home.',
    '"$engine" stop "$name" >/dev/null 2>&1 || true',
    '"$engine" rm "$name" >/dev/null 2>&1 || true',
    '',
    '# Root, who may do three things and no more: gives the volumes to the user, and hands over what is secret.',
    run(
      [
        'run',
        '--rm',
        '--network',
        'none',
        '--user',
        '0:0',
        ...confined,
        ...ownCapabilities.flatMap((each) => ['--cap-add', each]),
        ...limits,
      ],
      [...besideMounts(), ...secretMounts(agent), ...sharedLogin(agent), programMount],
      image,
      ownCommand(agent),
    ),
    '',
    "# The volume beside the image's own home: brings what is new there, ssh's files and .env. Nothing of the user's is replaced.",
    run(
      ['run', '--rm', '--network', 'none', ...asUser, ...limits],
      [...besideMounts(), programMount],
      image,
      fillCommand(agent),
    ),
    '',
    ...(clone
      ? [
          '# Clones what is missing. What cannot be reached is a line in the log.',
          run(
            ['run', '--rm', ...asUser, ...limits, '--env', shellWord(`HOME=${agent.home}`)],
            [...homeMounts(agent), programMount],
            image,
            clone,
          ),
          '',
        ]
      : []),
    '# Goes on with the one conversation of this agent, or begins it; `docker attach` takes part in it.',
    run(
      [
        'run',
        '--detach',
        '--name',
        '"$name"',
        ...recordWords(agent),
        '--interactive',
        '--tty',
        '--init',
        '--restart',
        'unless-stopped',
        '--stop-timeout',
        String(graceSeconds),
        ...asUser,
        ...limits,
        '--workdir',
        shellWord(projectsPath(agent)),
        '--health-cmd',
        shellWord(healthCommand.at(-1) ?? ''),
        '--health-interval',
        '30s',
        '--env',
        '"CLAUDE_STATE_CONVERSATION=$conversation"',
        ...variables.flatMap(([key, value]) => ['--env', shellWord(`${key}=${value}`)]),
        ...(login.kind === 'token' ? ['--env', tokenVariable] : []),
      ],
      [
        ...homeMounts(agent),
        ...(login.kind === 'host-readonly'
          ? [bind(shellWord(login.path), places.login)]
          : sharedLogin(agent)),
        programMount,
      ],
      image,
      talkCommand,
    ),
  ].join('\n')}\n`;
}

function slotLines({ name, slots }: Agent, idOf: IdOf): string[] {
  return [
    'if [ "${1:-}" = --slot ]; then',
    '  [ $# -ge 2 ] || usage',
    '  case $2 in',
    ...slots.map(
      (slot) => `    ${slot}) slot=${slot} name=${withSlot(name, slot)} conversation=${idOf(slot)} ;;`,
    ),
    '    *) usage ;;',
    '  esac',
    '  shift 2',
    'fi',
  ];
}

/** The volumes have the name that the script is run for. */
function recordWords(agent: Agent): string[] {
  const { script, slot, secrets } = scriptLabels;
  const volumes = { home: '$name-home', projects: '$name-projects', login: sharedVolume(agent) };
  const labels = Object.entries(recordLabel(agent, volumes)).map(([label, value]) =>
    shellWord(`${label}=${value}`).replaceAll('$name', `'"$name"'`),
  );
  return [
    ...labels,
    `"${script}=$here/\${0##*/}"`,
    ...(agent.slots.length > 0 ? [`"${slot}=$slot"`] : []),
    `"${secrets}=$secrets"`,
  ].flatMap((label) => ['--label', label]);
}

const words = (option: string, value: string) => [option, shellWord(value)];

/** One call of the engine, a line for each option. The image's own entrypoint is not asked. */
function run(
  options: readonly string[],
  mounts: readonly string[],
  image: string,
  command: readonly string[],
): string {
  const [entrypoint = '', ...rest] = command;
  const lines: string[] = [];
  for (const word of options.slice(1)) {
    if (word.startsWith('--') || lines.length === 0) lines.push(word);
    else lines.push(`${lines.pop()} ${word}`);
  }
  return [
    `"$engine" ${options[0]}`,
    ...lines,
    ...mounts,
    `--entrypoint ${shellWord(entrypoint)}`,
    shellWord(image),
    rest.map(shellWord).join(' '),
  ].join(' \\\n  ');
}

/** In the short form, which Docker and Podman have alike. */
const volume = (source: string, target: string) => `--volume "${source}:${target}:nocopy"`;

const bind = (source: string, target: string) =>
  `--mount type=bind,source=${source},target=${shellWord(target)},readonly`;

const programMount = bind('"$here/program"', places.program);

const besideMounts = () => [
  volume('$name-home', places.homeVolume),
  volume('$name-projects', places.projectsVolume),
];

const homeMounts = (agent: Agent) => [
  volume('$name-home', agent.home),
  volume('$name-projects', projectsPath(agent)),
];

const secretFolders = ({ ssh, env }: Agent) => [
  ...new Set([...(ssh ? [ssh.secret] : []), ...(env ? [env.secret] : [])]),
];

function secretMounts({ ssh, env }: Agent): string[] {
  return [
    ...(ssh ? [bind(`"$secrets/${ssh.secret}"`, places.ssh)] : []),
    ...(env ? [bind(`"$secrets/${env.secret}"`, places.env)] : []),
  ];
}

const sharedLogin = ({ login }: Agent) =>
  login.kind === 'shared' ? [volume(login.volume, places.login)] : [];
