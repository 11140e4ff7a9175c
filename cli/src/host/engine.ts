import type { Container } from '@claude-sessions/core/container/inspect.ts';
import { configLabel, folderLabel, whyNotOwn } from '@claude-sessions/core/container/ownContainer.ts';
import { type ProcessCall, type ProcessResult, runProcess } from './runProcess.ts';

/** Docker or Podman: the program's name or path. */
export interface Engine {
  readonly command: string;
  /** Ends whatever was asked of it. */
  readonly signal?: AbortSignal | undefined;
}

/** The engine to use: what the option names, else `DOCKER_PATH`, else `docker`. */
export function engineFrom(
  option: string | undefined,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal | undefined,
): Engine {
  return { command: option ?? (env.DOCKER_PATH || 'docker'), ...(signal && { signal }) };
}

const listCall = ({ command, signal }: Engine, labels: readonly string[]): ProcessCall => ({
  command,
  signal,
  args: [
    'ps',
    '--all',
    '--quiet',
    '--no-trunc',
    ...labels.flatMap((label) => ['--filter', `label=${label}`]),
  ],
});

const inspectCall = ({ command, signal }: Engine, ids: readonly string[]): ProcessCall => ({
  command,
  signal,
  args: ['inspect', '--type', 'container', ...ids],
});

const imageCall = ({ command, signal }: Engine, images: readonly string[]): ProcessCall => ({
  command,
  signal,
  args: ['image', 'inspect', ...images],
});

/** A container that carries a project's labels without being the project's: its name and why. */
export interface Impostor {
  readonly name: string;
  readonly why: string;
}

/** What the engine knows of a dev container: `unreachable` with the engine's own words when it does not answer. */
export type ContainerLookup =
  | { readonly kind: 'found'; readonly container: Container; readonly impostors: readonly Impostor[] }
  | { readonly kind: 'none'; readonly impostors: readonly Impostor[] }
  | { readonly kind: 'unreachable'; readonly reason: string };

/** A workspace folder, as it was opened and with its links resolved, and its devcontainer.json. */
export interface ContainerPlace {
  readonly folder: string;
  readonly realFolder: string;
  readonly configFile: string;
}

/**
 * Finds the container of a workspace folder and configuration file by the labels that the Dev Containers tools put on
 * it, and makes sure that it is this project's and does not merely claim to be.
 */
export async function findContainer(engine: Engine, place: ContainerPlace): Promise<ContainerLookup> {
  const listed = await listContainers(engine, [
    `${folderLabel}=${place.folder}`,
    `${configLabel}=${place.configFile}`,
  ]);
  return 'reason' in listed ? { kind: 'unreachable', ...listed } : chooseOwn(listed, place);
}

/** A container with the labels of the image that it was made of. */
export interface ListedContainer {
  readonly container: Container;
  readonly imageLabels: Readonly<Record<string, string>>;
}

/** Of containers that carry a project's labels, the one that is the project's. */
export function chooseOwn(
  listed: readonly ListedContainer[],
  { folder, realFolder }: ContainerPlace,
): Exclude<ContainerLookup, { kind: 'unreachable' }> {
  const judged = listed.map(({ container, imageLabels }) => {
    return { container, why: whyNotOwn(container, imageLabels, [folder, realFolder]) };
  });
  const impostors = judged.flatMap(({ container: { name }, why }) =>
    why === undefined ? [] : [{ name, why }],
  );
  const own = judged.find(({ why }) => why === undefined);
  return own ? { kind: 'found', container: own.container, impostors } : { kind: 'none', impostors };
}

/**
 * The containers, running or not, with labels (`name` or `name=value`): three calls at most, however many there are.
 * @returns the engine's own words when it does not answer
 */
export async function listContainers(
  engine: Engine,
  labels: readonly string[],
): Promise<readonly ListedContainer[] | { reason: string }> {
  const listing = runProcess(listCall(engine, labels));
  // Loaded while the engine is at work.
  const { parseImageLabels, parseInspect } = await import('@claude-sessions/core/container/inspect.ts');
  const list = await listing;
  if (list.exitCode !== 0) return { reason: reasonOf(list) };
  const ids = list.stdout.split(/\s+/).filter(Boolean);
  if (ids.length === 0) return [];
  const inspected = await runProcess(inspectCall(engine, ids));
  const containers = parseInspect(inspected.stdout);
  // One that was removed meanwhile makes it fail, and the others are printed.
  if (inspected.exitCode !== 0 && containers.length === 0) return { reason: reasonOf(inspected) };
  const images = [...new Set(containers.map(({ image }) => image))].filter(Boolean);
  const { stdout } = images.length > 0 ? await runProcess(imageCall(engine, images)) : { stdout: '' };
  const byImage = parseImageLabels(stdout, images);
  return containers.map((container) => ({ container, imageLabels: byImage.get(container.image) ?? {} }));
}

function reasonOf({ stderr }: ProcessResult): string {
  return stderr.trim().split('\n')[0] || 'it was stopped, or gave no reason';
}
