import type { Login } from '@claude-sessions/core/share/login.ts';
import type { ShareOptions } from '@claude-sessions/core/share/options.ts';

/** An option of sharing as the user sees it: on or off. The login is asked for by itself. */
interface ShareChoice {
  readonly name: Exclude<keyof ShareOptions, 'login'> | 'personal';
  readonly label: string;
  readonly detail: string;
  /** An isolated dev container has it, too. */
  readonly isolated?: true;
}

export const shareChoices: readonly ShareChoice[] = [
  {
    name: 'profile',
    label: 'My settings, instructions and skills',
    detail: 'To read: agents, commands, skills, rules, styles, hooks, settings.json, CLAUDE.md.',
  },
  {
    name: 'memory',
    label: "Writing this project's memory",
    detail: 'Claude on the host follows it: a container that may write it may steer Claude here.',
  },
  {
    name: 'plugins',
    label: 'Plugins',
    detail: 'To load those from git repositories; their data stays here.',
  },
  { name: 'tasks', label: 'Task lists', detail: 'Of every project; to read and write.' },
  {
    name: 'allProjects',
    label: 'Conversations and memory of all projects',
    detail: 'To read: also what was said in projects that have nothing to do with this one.',
  },
  {
    name: 'samePath',
    label: 'The same path inside',
    detail: 'The project has the path of this host there: paths in conversations hold on both.',
    isolated: true,
  },
  {
    name: 'home',
    label: 'Keep the whole home',
    detail: 'Of the container’s user, across rebuilds: shell history, tools and their logins.',
    isolated: true,
  },
  {
    name: 'otel',
    label: 'Telemetry',
    detail: 'OpenTelemetry as the environment of this host says, never with prompts.',
    isolated: true,
  },
  {
    name: 'review',
    label: 'Review',
    detail: 'The container writes a copy that Claude on the host never reads.',
  },
  {
    name: 'personal',
    label: 'For me only',
    detail: "In a devcontainer.json of its own, a copy of the team's that git does not see.",
  },
];

/** Which choices are on. */
export function chosenNames(options: ShareOptions, personal: boolean): ShareChoice['name'][] {
  const on: Record<ShareChoice['name'], boolean> = {
    profile: options.profile,
    memory: options.memory === 'rw',
    tasks: options.tasks,
    allProjects: options.allProjects,
    samePath: options.samePath,
    home: options.home,
    review: options.review,
    plugins: options.plugins,
    otel: options.otel !== 'off',
    personal,
  };
  return shareChoices.map(({ name }) => name).filter((name) => on[name]);
}

/** The whole set: what is not chosen is off. @param otel where telemetry goes, if it goes anywhere */
export function optionsOf(
  names: readonly ShareChoice['name'][],
  login: Login,
  otel: ShareOptions['otel'] = 'host',
): { options: ShareOptions; personal: boolean } {
  const has = (name: ShareChoice['name']) => names.includes(name);
  return {
    options: {
      profile: has('profile'),
      memory: has('memory') ? 'rw' : 'ro',
      tasks: has('tasks'),
      allProjects: has('allProjects'),
      samePath: has('samePath'),
      home: has('home'),
      review: has('review'),
      plugins: has('plugins'),
      otel: has('otel') ? otel : 'off',
      login,
    },
    personal: has('personal'),
  };
}
