import type { ExpectedMount } from '../container/mountDrift.ts';
import { mountRecord } from '../container/mountRecord.ts';
import { ourLabels } from '../container/ourLabels.ts';
import { loginVariable } from '../share/login.ts';
import { type Agent, folderOf, projectsPath } from './agent.ts';

// What each engine is given of an agent, in the words of none of them: who runs, in which order, with what.

/** Where things lie in the containers. */
export const places = {
  program: '/opt/claude-sessions',
  homeVolume: '/home-volume',
  projectsVolume: '/projects-volume',
  ssh: '/secrets/ssh',
  env: '/secrets/env',
  login: '/var/lib/claude-login',
} as const;

/** What root may do in `own`, and no more. */
export const ownCapabilities = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'] as const;

/** Below the volume of a login: Claude Code keeps a lock beside the folder that it is told. */
export const loginStore = 'store';

/** How long Claude Code has to end by itself. */
export const graceSeconds = 30;

const program = ['/bin/sh', `${places.program}/claude-state`];

/** The words of a container's command. */
export function ownCommand(agent: Agent): string[] {
  return [
    ...program,
    'init',
    'own',
    '--user',
    agent.user,
    '--volume',
    places.homeVolume,
    '--projects',
    places.projectsVolume,
    ...(agent.login.kind === 'shared' ? ['--login', places.login] : []),
    ...secretWords(agent),
  ];
}

export function fillCommand(agent: Agent): string[] {
  return [
    ...program,
    'init',
    'fill',
    '--volume',
    places.homeVolume,
    '--image',
    agent.home,
    ...secretWords(agent),
  ];
}

/** Undefined where there is nothing to clone. */
export function cloneCommand(agent: Agent): string[] | undefined {
  if (agent.repositories.length === 0) return undefined;
  const words = agent.repositories.map((each) =>
    [folderOf(each), each.url, each.branch].filter(Boolean).join(' '),
  );
  return [...program, 'init', 'clone', '--volume', agent.home, '--projects', projectsPath(agent), ...words];
}

export const talkCommand = [...program, 'converse'];

function secretWords({ ssh, env }: Agent): string[] {
  return [...(ssh ? ['--ssh', places.ssh] : []), ...(env ? ['--env', `${places.env}/${env.key}`] : [])];
}

/** Healthy is who can write the state. */
export const healthCommand = ['/bin/sh', '-c', 'test -w "$CLAUDE_CONFIG_DIR"'];

/** The variables of the agent's own container, without secrets; the conversation first, which is another in each slot. */
export function agentVariables(agent: Agent, conversation: string): [name: string, value: string][] {
  return [
    ['CLAUDE_STATE_CONVERSATION', conversation],
    ['HOME', agent.home],
    ['CLAUDE_CONFIG_DIR', `${agent.home}/.claude`],
    ...loginVariables(agent),
    ...(agent.prompt === undefined ? [] : ([['CLAUDE_STATE_PROMPT', agent.prompt]] as [string, string][])),
  ];
}

/** The label or annotation of the agent's own container: what it has to have mounted, by which `reconcile` compares it. @param volumes their names in the engine; empty where any will do */
export function recordLabel(
  agent: Agent,
  volumes: Readonly<Record<'home' | 'projects' | 'login', string>>,
): Record<string, string> {
  const volume = (source: string, target: string): ExpectedMount => ({
    ...{ type: 'volume', source, target, writable: true },
  });
  const mounts = [
    volume(volumes.home, agent.home),
    volume(volumes.projects, projectsPath(agent)),
    ...(agent.login.kind === 'shared' ? [volume(volumes.login, places.login)] : []),
    ...(agent.login.kind === 'host-readonly'
      ? [{ type: 'bind' as const, source: agent.login.path, target: places.login, writable: false }]
      : []),
  ];
  return { [ourLabels.mounts]: mountRecord(mounts) };
}

/** Of the shared login; empty where there is none. */
export function sharedVolume({ login }: Agent): string {
  return login.kind === 'shared' ? login.volume : '';
}

function loginVariables({ login }: Agent): [string, string][] {
  if (login.kind === 'shared') return [[loginVariable, `${places.login}/${loginStore}`]];
  if (login.kind === 'host-readonly') return [[loginVariable, places.login]];
  return [];
}

/** What each file says of itself about the login. */
export function loginWords({ login }: Agent): string {
  switch (login.kind) {
    case 'own':
      return 'Log in once in the conversation (/login); the home keeps it.';
    case 'token':
      return `The login is the token in the secret ${login.secret} (made by \`claude setup-token\`).`;
    case 'shared':
      return `Log in once in any agent (/login); the volume ${login.volume} keeps it for all of them.`;
    case 'host-readonly':
      return `The login is the one in ${login.path} on the host, read-only: only the host renews it.`;
  }
}
