import { copiedFiles, profileDirectories } from '../catalogue.ts';
import { counted } from '../counted.ts';
import type { Login } from './login.ts';
import type { Mode, ShareOptions } from './options.ts';

/** What a container can read and write of the host, and keeps of its own beside Claude's state: noun phrases in a user's words. */
export interface Disclosure {
  readonly writes: readonly string[];
  readonly reads: readonly string[];
  readonly keeps: readonly string[];
}

const loginWords: Readonly<Record<Login, readonly string[]>> = {
  own: [],
  shared: [
    'the login that your dev containers share: each of them can read and replace it, /logout in one logs out all, and a login that the container has becomes the shared one if there is none',
  ],
  token: ['CLAUDE_CODE_OAUTH_TOKEN of the environment it is started from'],
  'host-readonly': [
    "the access token of this host's login, as long as one is in effect: with it, whatever runs there can use your account as Claude Code does, until the token expires (some hours), and gets the next one; it cannot renew it, nor log you out",
  ],
};

const homeWords =
  "the whole home of its user, across rebuilds: shell history, what is installed there, logins of other tools; nothing of this host's";

const otelWords =
  'how this host sends OpenTelemetry data: where to, and the headers for that (OTEL_EXPORTER_OTLP_HEADERS), which may hold a token; no prompt is sent';

/** The copied files that no filter goes over. */
const asTheyAre = copiedFiles
  .filter((name) => name !== 'settings.json')
  .map((name) => (name === 'CLAUDE.md' ? `${name} and what it imports` : name));

/**
 * States what a mode with its options lets a container see of the host.
 * @param otherProjects how many other projects the host has conversations of
 * @param repository the folder whose memory it is, where that is not the project's own
 */
export function disclose(
  mode: Mode,
  options: ShareOptions,
  otherProjects: number,
  repository?: string,
): Disclosure {
  const login = [...(options.otel === 'off' ? [] : [otelWords]), ...loginWords[options.login]];
  const keeps = mode !== 'none' && options.home ? [homeWords] : [];
  if (mode !== 'share') return { writes: [], reads: mode === 'isolate' ? login : [], keeps };
  const writes = [
    options.review
      ? "a copy of this project's conversations, which Claude on the host never reads"
      : "this project's conversations",
  ];
  const reads: string[] = [];
  const whose = repository === undefined ? "this project's memory" : `the memory of ${repository}`;
  const memory = `${whose} (instructions that Claude on the host follows)`;
  (options.memory === 'rw' ? writes : reads).push(memory);
  if (options.tasks) writes.push('the task lists of every project');
  if (options.allProjects) {
    const others = counted(otherProjects, 'other project');
    reads.push(`the conversations and memory of every project (currently ${others})`);
  }
  if (options.plugins) {
    reads.push(
      'your plugins and the marketplaces that they come from, with all that their files hold; not what plugins have stored',
    );
  }
  if (options.profile) {
    reads.push(
      `${profileDirectories.join(', ')} of ~/.claude`,
      'a filtered copy of settings.json',
      `copies of ${asTheyAre.join(', and of ')}`,
      'your answers about this project in .claude.json: trust, allowed tools, MCP servers without secrets',
    );
  }
  return { writes, reads: [...reads, ...login], keeps };
}
