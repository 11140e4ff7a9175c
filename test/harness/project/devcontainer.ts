import { devcontainerProgram } from '../engine/devcontainerProgram.ts';
import { useDocker, useHarness } from '../start/harness.ts';
import { type RunAsOptions, tryRunAs } from '../system/hostUser.ts';
import { type Finished, succeeded } from '../system/run.ts';
import type { Project } from './project.ts';

/** The JSON line that `devcontainer up` ends with. */
export interface UpResult {
  outcome: 'success' | 'error';
  containerId: string;
  remoteUser: string;
  remoteWorkspaceFolder: string;
  message?: string;
  description?: string;
}

export interface UpOptions {
  removeExisting?: boolean;
  /** Another devcontainer.json than the default. */
  config?: string;
  /** The workspace folder as it is opened, when that is not the project's folder (a link to it, say). */
  folder?: string;
  args?: string[];
  env?: Record<string, string>;
}

/** What a failed or successful `up` left: its result line (when it got as far) and its log. */
export interface UpOutcome {
  result: UpResult | undefined;
  finished: Finished;
}

/** What `up` gave last, by the words that select the dev container. */
const broughtUp = new Map<string, UpResult>();

/** `devcontainer up` by the real CLI, as the host's user; throws with its whole log when it fails. */
export async function up(project: Project, options: UpOptions = {}): Promise<UpResult & { log: string }> {
  const { result, finished } = await tryUp(project, options);
  if (result?.outcome !== 'success') succeeded({ ...finished, code: finished.code || 1 });
  broughtUp.set(selection(project, options).join('\n'), result as UpResult);
  return { ...(result as UpResult), log: finished.stderr };
}

/** As `up`, for starts that are expected to fail. */
export async function tryUp(project: Project, options: UpOptions = {}): Promise<UpOutcome> {
  const args = ['up', ...selection(project, options), '--buildkit', 'never', ...(options.args ?? [])];
  if (options.removeExisting) args.push('--remove-existing-container');
  const finished = await devcontainer(project, args, { timeout: 240_000, env: options.env ?? {} });
  return { result: parseUpResult(finished.stdout), finished };
}

export interface ExecOptions extends UpOptions {
  timeout?: number;
  /** The environment that the CLI itself is started in: what `${localEnv:…}` says. */
  hostEnv?: Record<string, string>;
}

/** `devcontainer exec`: a command in the project's container, as its remote user, with `env` set there. */
export function exec(
  project: Project,
  command: readonly string[],
  { env = {}, timeout = 120_000, hostEnv = {}, ...options }: ExecOptions = {},
): Promise<Finished> {
  const remote = Object.entries(env).flatMap(([name, value]) => ['--remote-env', `${name}=${value}`]);
  const args = ['exec', ...selection(project, options), ...remote, ...command];
  return devcontainer(project, args, { timeout, env: hostEnv });
}

/**
 * As `exec`, in the container that `up` gave last, by the engine: a third of the time, and nothing of `remoteEnv` and the start-up
 * files of the user's shell. Where `up` was not called, or another container is in the place of that one, it is `exec`.
 */
export async function execByEngine(
  project: Project,
  command: readonly string[],
  options: ExecOptions = {},
): Promise<Finished> {
  const container = broughtUp.get(selection(project, options).join('\n'));
  if (!container) return exec(project, command, options);
  const { env = {}, timeout = 120_000 } = options;
  const finished = await useDocker().tryRun(['exec', ...execWords(container, env), ...command], { timeout });
  const isGone = finished.code !== 0 && /No such container|is not running/.test(finished.stderr);
  return isGone ? exec(project, command, options) : finished;
}

/** What stands between `docker exec` and a command in that container, as its remote user in its workspace. */
export function execWords(container: UpResult, env: Record<string, string>): string[] {
  const set = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  return [...set, '-u', container.remoteUser, '-w', container.remoteWorkspaceFolder, container.containerId];
}

/** The last line of stdout that is a JSON object. */
export function parseUpResult(stdout: string): UpResult | undefined {
  const line = stdout.split('\n').findLast((text) => text.startsWith('{'));
  return line === undefined ? undefined : (JSON.parse(line) as UpResult);
}

/** Runs the real Dev Containers CLI as the host's user. */
export function devcontainer(
  project: Project,
  args: readonly string[],
  options: RunAsOptions = {},
): Promise<Finished> {
  const { user } = useHarness();
  const env = { ...hostEnvironment(project), ...options.env };
  return tryRunAs(user, process.execPath, [devcontainerProgram(), ...args], { ...options, env });
}

/**
 * HOME, and the engine, for programs of the host's user. Docker Compose is there, without BuildKit, for which the
 * tools write Dockerfiles whose frontend would be fetched from a public registry.
 */
export function hostEnvironment({ home }: Project): Record<string, string> {
  const { engine, dockerConfig } = useHarness();
  return { HOME: home, DOCKER_HOST: engine.host, DOCKER_CONFIG: dockerConfig, DOCKER_BUILDKIT: '0' };
}

function selection(project: Project, { config, folder }: UpOptions): string[] {
  const place = ['--workspace-folder', folder ?? project.folder];
  return config === undefined ? place : [...place, '--config', config];
}
