import { join } from 'node:path';
import { type exec, execByEngine } from '../project/devcontainer.ts';
import { claudeCodeFolder } from '../project/devcontainerText.ts';
import type { Project } from '../project/project.ts';
import type { ClaudeVersion } from '../start/claudeCode.ts';
import { useHarness } from '../start/harness.ts';
import { tryRunAs } from '../system/hostUser.ts';
import { type Finished, succeeded } from '../system/run.ts';
import { claudeEnvironment } from './claudeEnvironment.ts';
import type { MockApi } from './mockApi.ts';

/** What `claude -p --output-format json` answers, as far as the tests look at it. */
export interface Answer {
  sessionId: string;
  text: string;
}

export interface AskOptions {
  version: ClaudeVersion;
  api: MockApi;
  prompt?: string;
  /** Further arguments, `--continue` say. */
  args?: string[];
  /** The working directory on the host, when it is not the project's folder. */
  cwd?: string;
  /** The workspace folder as the container was brought up with it, when it is not the project's folder. */
  folder?: string;
  /** Another devcontainer.json than the default, inside only. */
  config?: string;
  env?: Record<string, string>;
}

export { claudeEnvironment };

/** Asks the real Claude Code on the host, as the host's user, in the project's folder. */
export async function askOnHost(project: Project, options: AskOptions): Promise<Answer> {
  return parse(await tryAskOnHost(project, options));
}

/** As `askOnHost`, whatever comes of it. */
export function tryAskOnHost(
  project: Project,
  { timeout, ...options }: AskOptions & { timeout?: number },
): Promise<Finished> {
  const { user, claude } = useHarness();
  const env = { HOME: project.home, ...claudeEnvironment(options.api), ...options.env };
  const program = join(claude[options.version], 'claude');
  const cwd = options.cwd ?? project.folder;
  return tryRunAs(user, program, printArguments(options), { env, cwd, ...(timeout && { timeout }) });
}

/** Asks the real Claude Code in the project's container, as its remote user; `by` the Dev Containers CLI where that matters. */
export async function askInside(
  project: Project,
  { by = execByEngine, ...options }: AskOptions & { by?: typeof exec },
): Promise<Answer> {
  const env = { ...claudeEnvironment(options.api), ...options.env };
  const program = `${claudeCodeFolder}/claude`;
  const where = {
    folder: options.folder ?? project.folder,
    ...(options.config && { config: options.config }),
  };
  return parse(await by(project, [program, ...printArguments(options)], { ...where, env }));
}

function printArguments({ prompt = 'hi', args = [] }: AskOptions): string[] {
  return ['-p', prompt, '--output-format', 'json', ...args];
}

function parse(finished: Finished): Answer {
  const answer = JSON.parse(succeeded(finished).stdout) as { session_id: string; result: string };
  return { sessionId: answer.session_id, text: answer.result };
}
