import type { Agent, AgentProblem } from '@claude-sessions/core/export/agent.ts';
import { parseAgent } from '@claude-sessions/core/export/agent.ts';
import { readAgent, sentence } from '@claude-sessions/core/export/readAgent.ts';
import { placeText } from '@claude-sessions/core/filePlace.ts';
import { UsageError } from '../host/errors.ts';
import { readTextIfAny } from '../host/files.ts';

/** What the command line says of an agent. */
export interface DescriptionOptions {
  /** A file with a description. */
  readonly from?: string;
  readonly name?: string;
  readonly image?: string;
  readonly user?: string;
  readonly home?: string;
  readonly memory?: string;
  readonly homeSize?: string;
  readonly projectsSize?: string;
  readonly ssh?: string;
  readonly env?: string;
  readonly repository?: readonly string[];
  readonly login?: string;
  readonly loginFrom?: string;
  readonly slot?: readonly string[];
  readonly prompt?: string;
}

const guide = 'https://github.com/claude-sessions/claude-sessions/blob/main/docs/anywhere.md';

/** The agent that a file or options describe. @throws UsageError that names the file and line, or the option, of all that is wrong */
export async function readDescription(options: DescriptionOptions): Promise<Agent> {
  if (options.loginFrom !== undefined && !loginParts.has(options.login ?? '')) {
    throw new UsageError(
      '--login-from goes with --login token, shared or host-readonly.',
      'Name the login, too, or leave --login-from out.',
    );
  }
  const given = givenMembers(options);
  if (options.from === undefined) {
    const { agent, problems } = parseAgent(given);
    if (agent) return agent;
    throw wrong(problems.map(({ path, message }) => optionWords(path, message)));
  }
  const text = await readTextIfAny(options.from);
  if (text === undefined)
    throw new UsageError(`${options.from} does not exist.`, 'Name a file with a description.');
  const { agent, problems } = readAgent(text, options.from, given);
  if (agent) return agent;
  throw wrong(problems.map(({ at, message }) => `${placeText(at)}: ${message}`));
}

function wrong(lines: readonly string[]): UsageError {
  return new UsageError(lines.join(' '), `What a description holds: ${guide}`);
}

/** What goes before the file, by member. */
function givenMembers(options: DescriptionOptions): Record<string, unknown> {
  const {
    name,
    image,
    user,
    home,
    memory,
    homeSize,
    projectsSize,
    ssh,
    env,
    repository,
    login,
    slot,
    prompt,
  } = options;
  const members = {
    name,
    image,
    user,
    home,
    memory: memory === undefined ? undefined : { limit: memory },
    volumes:
      homeSize === undefined && projectsSize === undefined
        ? undefined
        : {
            ...(homeSize && { home: { size: homeSize } }),
            ...(projectsSize && { projects: { size: projectsSize } }),
          },
    ssh: ssh === undefined ? undefined : sshMember(ssh),
    env: env === undefined ? undefined : envMember(env),
    repositories: repository?.map(repositoryMember),
    login: login === undefined ? undefined : loginMember(login, options.loginFrom),
    slots: slot,
    prompt,
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** SECRET:FILE,FILE */
function sshMember(words: string): unknown {
  const [secret, keys = ''] = cut(words, ':');
  return { secret, keys: keys.split(',').filter(Boolean) };
}

/** SECRET or SECRET:KEY */
function envMember(words: string): unknown {
  const [secret, key] = cut(words, ':');
  return { secret, ...(key && { key }) };
}

/** URL or URL#BRANCH */
function repositoryMember(words: string): unknown {
  const [url, branch] = cut(words, '#');
  return { url, ...(branch && { branch }) };
}

/** Before and after the first of a mark. */
function cut(words: string, mark: string): [before: string, after?: string] {
  const at = words.indexOf(mark);
  return at < 0 ? [words] : [words.slice(0, at), words.slice(at + mark.length)];
}

/** What --login-from names, by login. */
const loginParts = new Map([
  ['token', 'secret'],
  ['shared', 'volume'],
  ['host-readonly', 'path'],
]);

function loginMember(kind: string, from: string | undefined): unknown {
  const member = loginParts.get(kind);
  return { kind, ...(from !== undefined && member && { [member]: from }) };
}

const flags: Readonly<Record<string, string>> = {
  memory: '--memory',
  'volumes.home': '--home-size',
  'volumes.projects': '--projects-size',
  repositories: '--repository',
  slots: '--slot',
  'login.secret': '--login-from',
  'login.volume': '--login-from',
  'login.path': '--login-from',
};

/** A problem as one of an option. */
function optionWords(path: AgentProblem['path'], message: string): string {
  const flag = flags[path.slice(0, 2).join('.')] ?? flags[String(path[0])] ?? `--${path[0]}`;
  return path.length === 0 ? sentence(path, message) : `${flag} ${message}.`;
}
