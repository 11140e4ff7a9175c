import { tokenVariable } from '../share/login.ts';
import { type Agent, projectsPath, userOf } from './agent.ts';
import {
  agentVariables,
  cloneCommand,
  fillCommand,
  graceSeconds,
  healthCommand,
  ownCapabilities,
  ownCommand,
  places,
  talkCommand,
} from './plan.ts';
import type { Comment } from './yamlText.ts';

type Value = Record<string, unknown>;

export interface PodOptions {
  readonly conversation: string;
  /** For clusters that refuse containers of root. */
  readonly restricted: boolean;
}

/** The names of the objects that a pod needs. */
export const claimName = (name: string, what: 'home' | 'projects') => `${name}-${what}`;
export const programName = (name: string) => `${name}-claude-state`;

export const mainContainerName = 'agent';

/** The octal mode 0400, of secrets: a number that every reader of YAML takes for the same. */
const secretMode = 0o400;
const programMode = 0o555;

/** A pod that prepares its volumes by containers of its own image, and then holds one conversation. */
export function podSpec(agent: Agent, options: PodOptions): Value {
  const initContainers = [
    ...(options.restricted ? [] : [ownContainer(agent)]),
    fillContainer(agent, options),
    ...cloneContainer(agent),
  ];
  return {
    enableServiceLinks: false,
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: graceSeconds,
    securityContext: {
      seccompProfile: { type: 'RuntimeDefault' },
      ...(options.restricted && { fsGroup: userOf(agent).gid, fsGroupChangePolicy: 'OnRootMismatch' }),
    },
    initContainers,
    containers: [mainContainer(agent, options)],
    volumes: volumes(agent),
  };
}

/** What stands above the parts of a pod. @param at the path of the pod's spec */
export function podComments(agent: Agent, { restricted }: PodOptions, at: readonly string[]): Comment[] {
  const init = (index: number, text: string): Comment => [[...at, 'initContainers', index], text];
  const first = restricted ? 0 : 1;
  return [
    [
      [...at, 'securityContext'],
      restricted
        ? 'fsGroup, for this cluster takes no containers of root: the volumes have to belong to the group. OnRootMismatch, else every start\nwould open private keys to the group.'
        : 'No fsGroup: with it every start would open private keys to the group (0600 becomes 0660).',
    ],
    ...(restricted
      ? []
      : [
          init(
            0,
            'Root, who may do three things and no more: gives the volumes to the user, and hands over what is secret.',
          ),
        ]),
    init(
      first,
      "The volume beside the image's own home: brings what is new there, ssh's files and .env. Nothing of the user's is replaced.",
    ),
    ...(cloneCommand(agent)
      ? [init(first + 1, 'Clones what is missing. What cannot be reached is a line in the log.')]
      : []),
    [
      [...at, 'containers', 0],
      'Goes on with the one conversation of this agent, or begins it; `kubectl attach -it` takes part in it.',
    ],
    [[...at, 'volumes'], 'The first two are claims of claims/; overlays replace them by their places.'],
  ];
}

function ownContainer(agent: Agent): Value {
  return {
    name: 'own',
    ...image(agent),
    command: ownCommand(agent),
    securityContext: {
      runAsUser: 0,
      runAsGroup: 0,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], add: [...ownCapabilities] },
    },
    resources: resources(agent),
    volumeMounts: [...besideMounts(), ...secretMounts(agent), ...sharedLogin(agent), programMount],
  };
}

function fillContainer(agent: Agent, { restricted }: PodOptions): Value {
  return {
    name: 'fill',
    ...image(agent),
    command: fillCommand(agent),
    securityContext: asUser(agent),
    resources: resources(agent),
    // Root has handed the secrets over where there was one.
    volumeMounts: [...besideMounts(), ...(restricted ? secretMounts(agent) : []), programMount],
  };
}

function cloneContainer(agent: Agent): Value[] {
  const command = cloneCommand(agent);
  if (!command) return [];
  return [
    {
      name: 'clone',
      ...image(agent),
      command: command.map(literal),
      env: [{ name: 'HOME', value: agent.home }],
      securityContext: asUser(agent),
      resources: resources(agent),
      volumeMounts: [...homeMounts(agent), programMount],
    },
  ];
}

function mainContainer(agent: Agent, { conversation }: PodOptions): Value {
  return {
    name: mainContainerName,
    ...image(agent),
    command: talkCommand,
    workingDir: projectsPath(agent),
    stdin: true,
    tty: true,
    env: [
      ...agentVariables(agent, conversation).map(([name, value]) => ({ name, value: literal(value) })),
      ...(agent.login.kind === 'token'
        ? [
            {
              name: tokenVariable,
              valueFrom: { secretKeyRef: { name: agent.login.secret, key: agent.login.key } },
            },
          ]
        : []),
    ],
    securityContext: asUser(agent),
    resources: resources(agent),
    readinessProbe: { exec: { command: healthCommand }, periodSeconds: 30, timeoutSeconds: 5 },
    volumeMounts: [...homeMounts(agent), ...login(agent), programMount],
  };
}

/** Kubernetes replaces $(NAME) in what it gives to a container, and takes `$$` for one dollar sign. */
const literal = (text: string) => text.replace(/\$+(?=\()|\${2,}/g, (dollars) => dollars + dollars);

const image = ({ image }: Agent): Value => ({ image, imagePullPolicy: 'IfNotPresent' });

function asUser(agent: Agent): Value {
  const { uid, gid } = userOf(agent);
  return {
    runAsUser: uid,
    runAsGroup: gid,
    runAsNonRoot: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
  };
}

function resources({ memory: { limit, request } }: Agent): Value {
  return { ...(request && { requests: { memory: request } }), limits: { memory: limit } };
}

const programMount = { name: 'claude-state', mountPath: places.program, readOnly: true };

const besideMounts = (): Value[] => [
  { name: 'home', mountPath: places.homeVolume },
  { name: 'projects', mountPath: places.projectsVolume },
];

const homeMounts = (agent: Agent): Value[] => [
  { name: 'home', mountPath: agent.home },
  { name: 'projects', mountPath: projectsPath(agent) },
];

function secretMounts({ ssh, env }: Agent): Value[] {
  return [
    ...(ssh ? [{ name: 'ssh', mountPath: places.ssh, readOnly: true }] : []),
    ...(env ? [{ name: 'env', mountPath: places.env, readOnly: true }] : []),
  ];
}

const sharedLogin = (agent: Agent): Value[] =>
  agent.login.kind === 'shared' ? [{ name: 'login', mountPath: places.login }] : [];

const login = (agent: Agent): Value[] =>
  agent.login.kind === 'host-readonly'
    ? [{ name: 'login', mountPath: places.login, readOnly: true }]
    : sharedLogin(agent);

function volumes(agent: Agent): Value[] {
  const { name, ssh, env, login } = agent;
  const claim = (what: 'home' | 'projects') => ({
    name: what,
    persistentVolumeClaim: { claimName: claimName(name, what) },
  });
  return [
    claim('home'),
    claim('projects'),
    { name: 'claude-state', configMap: { name: programName(name), defaultMode: programMode } },
    ...(ssh
      ? [
          {
            name: 'ssh',
            secret: {
              secretName: ssh.secret,
              defaultMode: secretMode,
              items: ssh.keys.map((key) => ({ key, path: key })),
            },
          },
        ]
      : []),
    ...(env
      ? [
          {
            name: 'env',
            secret: {
              secretName: env.secret,
              defaultMode: secretMode,
              items: [{ key: env.key, path: env.key }],
            },
          },
        ]
      : []),
    ...(login.kind === 'shared'
      ? [{ name: 'login', persistentVolumeClaim: { claimName: login.volume } }]
      : []),
    ...(login.kind === 'host-readonly'
      ? [{ name: 'login', hostPath: { path: login.path, type: 'Directory' } }]
      : []),
  ];
}
