import { join } from 'node:path';
import { useHarness } from '../start/harness.ts';
import { tryRunAs } from '../system/hostUser.ts';
import { repository } from '../system/repository.ts';
import { type Finished, succeeded } from '../system/run.ts';
import { hostEnvironment } from './devcontainer.ts';
import type { Project } from './project.ts';

const program = join(repository, 'cli/bin/claude-sessions.js');

export interface CliOptions {
  /** The folder that is named on the command line, when it is not the project's; null for none. */
  folder?: string | null;
  env?: Record<string, string>;
}

/** Runs our CLI as the host's user, on a project, with the published Features; throws when it does not exit with 0. */
export async function claudeSessions(
  project: Project,
  command: string,
  args: readonly string[] = [],
  options: CliOptions = {},
): Promise<Finished> {
  return succeeded(await tryClaudeSessions(project, command, args, options));
}

/** As `claudeSessions`, for commands that are expected to fail. */
export function tryClaudeSessions(
  project: Project,
  command: string,
  args: readonly string[] = [],
  { folder, env = {} }: CliOptions = {},
): Promise<Finished> {
  const { user, collection } = useHarness();
  const environment = { ...hostEnvironment(project), CLAUDE_SESSIONS_COLLECTION: collection, ...env };
  const named = folder === null ? [] : [folder ?? project.folder];
  const [node = '', ...all] = cliCommand(command, ...args, ...named);
  return tryRunAs(user, node, all, { env: environment, cwd: project.folder });
}

/** The command line of our CLI. */
export function cliCommand(...words: readonly string[]): string[] {
  return [process.execPath, program, ...words];
}
