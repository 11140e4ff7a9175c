import { tokenVariable } from '../share/login.ts';
import { type Agent, projectsPath, withSlot } from './agent.ts';
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
import { type Comment, yamlText } from './yamlText.ts';

type Value = Record<string, unknown>;

/** A Compose file for the agent, and one for each of its slots. */
export function composeFiles(agent: Agent, idOf: IdOf): ExportedFile[] {
  return [undefined, ...agent.slots].map((slot) => ({
    path: slot === undefined ? 'compose.yaml' : `compose.${slot}.yaml`,
    text: composeFile(agent, slot, idOf(slot)),
  }));
}

function composeFile(agent: Agent, slot: string | undefined, conversation: string): string {
  const name = withSlot(agent.name, slot);
  const clone = cloneService(agent);
  const value = {
    name,
    services: {
      own: ownService(agent),
      fill: fillService(agent),
      ...(clone && { clone }),
      agent: agentService(agent, { name, conversation, before: clone ? 'clone' : 'fill' }),
    },
    volumes: {
      home: { name: `${name}-home` },
      projects: { name: `${name}-projects` },
      ...(agent.login.kind === 'shared' && { login: { name: agent.login.volume } }),
    },
  };
  const file = slot === undefined ? '' : ` -f compose.${slot}.yaml`;
  const comments: Comment[] = [
    [
      ['services', 'own'],
      'Root, who may do three things and no more: gives the volumes to the user, and hands over what is secret.',
    ],
    [
      ['services', 'fill'],
      "The volume beside the image's own home: brings what is new there, ssh's files and .env. Nothing of the user's is replaced.",
    ],
    ...(clone
      ? [
          [
            ['services', 'clone'],
            'Clones what is missing. What cannot be reached is a line in the log.',
          ] as const,
        ]
      : []),
    [
      ['services', 'agent'],
      `Goes on with the one conversation of this agent, or begins it; \`docker compose${file} attach agent\` takes part in it.`,
    ],
    [['services', 'agent', 'labels'], 'The mounts that `claude-sessions reconcile` looks for.'],
    [['volumes'], '`docker compose down` keeps them, `down --volumes` does not.'],
  ];
  return yamlText(
    value,
    [
      `The agent ${name}, with a home of its own. ${loginWords(agent)}`,
      `Apply: \`docker compose${file} up --detach\`${secretsWords(agent)}`,
    ],
    comments,
  );
}

/** What has to be there beside the file. */
export function secretsWords({ ssh, env, login }: Agent): string {
  const files = [
    ...(ssh?.keys.map((key) => `secrets/${ssh.secret}/${key}`) ?? []),
    ...(env ? [`secrets/${env.secret}/${env.key}`] : []),
  ];
  const token = login.kind === 'token' ? [`the variable ${tokenVariable} set`] : [];
  const needs = [...(files.length > 0 ? [`${files.join(', ')} beside it`] : []), ...token];
  return needs.length === 0 ? '' : `, with ${needs.join(' and ')}`;
}

function ownService(agent: Agent): Value {
  return {
    image: agent.image,
    entrypoint: ownCommand(agent),
    command: [],
    user: '0:0',
    cap_drop: ['ALL'],
    cap_add: [...ownCapabilities],
    security_opt: ['no-new-privileges:true'],
    network_mode: 'none',
    mem_limit: engineAmount(agent.memory.limit),
    volumes: [...besideMounts(), ...secretMounts(agent), ...sharedLogin(agent), programMount],
  };
}

/** What the user's containers have in common. */
const asUser = ({ image, user, memory: { limit, request } }: Agent): Value => ({
  image,
  user,
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
  mem_limit: engineAmount(limit),
  ...(request && { mem_reservation: engineAmount(request) }),
});

const after = (service: string): Value => ({
  depends_on: { [service]: { condition: 'service_completed_successfully' } },
});

function fillService(agent: Agent): Value {
  return {
    ...asUser(agent),
    entrypoint: fillCommand(agent),
    command: [],
    network_mode: 'none',
    ...after('own'),
    volumes: [...besideMounts(), programMount],
  };
}

function cloneService(agent: Agent): Value | undefined {
  const command = cloneCommand(agent);
  return (
    command && {
      ...asUser(agent),
      entrypoint: command.map(literal),
      command: [],
      environment: { HOME: agent.home },
      ...after('fill'),
      volumes: [...homeMounts(agent), programMount],
    }
  );
}

function agentService(
  agent: Agent,
  { name, conversation, before }: { name: string; conversation: string; before: string },
): Value {
  const { login } = agent;
  return {
    ...asUser(agent),
    labels: recordLabel(agent, {
      ...{ home: `${name}-home`, projects: `${name}-projects`, login: sharedVolume(agent) },
    }),
    entrypoint: talkCommand,
    command: [],
    working_dir: projectsPath(agent),
    stdin_open: true,
    tty: true,
    init: true,
    restart: 'unless-stopped',
    stop_grace_period: `${graceSeconds}s`,
    environment: {
      ...Object.fromEntries(agentVariables(agent, conversation).map(([key, value]) => [key, literal(value)])),
      ...(login.kind === 'token' && {
        [tokenVariable]: `\${${tokenVariable}:?the token of the login, by claude setup-token}`,
      }),
    },
    healthcheck: { test: ['CMD', ...healthCommand.map(literal)], interval: '30s', timeout: '5s' },
    ...after(before),
    volumes: [
      ...homeMounts(agent),
      ...(login.kind === 'host-readonly' ? [bind(login.path, places.login)] : sharedLogin(agent)),
      programMount,
    ],
  };
}

/** Compose replaces variables in every text. */
const literal = (text: string) => text.replaceAll('$', '$$$$');

const volume = (source: string, target: string): Value => ({ type: 'volume', source, target });

/** Read-only, and nothing is made in the place of what is missing. */
const bind = (source: string, target: string): Value => ({
  type: 'bind',
  source,
  target,
  read_only: true,
  bind: { create_host_path: false },
});

const programMount = bind('./program', places.program);

const besideMounts = (): Value[] => [
  { ...volume('home', places.homeVolume), volume: { nocopy: true } },
  { ...volume('projects', places.projectsVolume), volume: { nocopy: true } },
];

/** Nothing of the image's is copied by the engine: what came once would not be known. */
const homeMounts = (agent: Agent): Value[] => [
  { ...volume('home', agent.home), volume: { nocopy: true } },
  { ...volume('projects', projectsPath(agent)), volume: { nocopy: true } },
];

function secretMounts({ ssh, env }: Agent): Value[] {
  return [
    ...(ssh ? [bind(`./secrets/${ssh.secret}`, places.ssh)] : []),
    ...(env ? [bind(`./secrets/${env.secret}`, places.env)] : []),
  ];
}

const sharedLogin = (agent: Agent): Value[] =>
  agent.login.kind === 'shared' ? [{ ...volume('login', places.login), volume: { nocopy: true } }] : [];
