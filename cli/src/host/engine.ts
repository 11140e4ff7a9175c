import type { Container } from '@claude-sessions/core/container/inspect.ts';
import { type ProcessCall, type ProcessResult, runProcess } from './runProcess.ts';

/** Docker or Podman: the program's name or path. */
export interface Engine {
  readonly command: string;
  /** Ends whatever was asked of it. */
  readonly signal?: AbortSignal | undefined;
}

const listCall = ({ command, signal }: Engine, filters: readonly string[]): ProcessCall => ({
  command,
  signal,
  args: ['ps', '--all', '--quiet', '--no-trunc', ...filters.flatMap((filter) => ['--filter', filter])],
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

/** A container with the labels of the image that it was made of. */
export interface ListedContainer {
  readonly container: Container;
  readonly imageLabels: Readonly<Record<string, string>>;
}

type Listing = readonly ListedContainer[] | { reason: string };

/**
 * The containers, running or not, with labels (`name` or `name=value`): three calls at most, however many there are.
 * @returns the engine's own words when it does not answer
 */
export function listContainers(engine: Engine, labels: readonly string[]): Promise<Listing> {
  return list(
    engine,
    labels.map((label) => `label=${label}`),
  );
}

/** As `listContainers`, those with a mount at a path inside. */
export function listContainersWithMount(engine: Engine, target: string): Promise<Listing> {
  return list(engine, [`volume=${target}`]);
}

/** As `listContainers`, those that run. */
export function listRunning(engine: Engine): Promise<Listing> {
  return list(engine, ['status=running']);
}

async function list(engine: Engine, filters: readonly string[]): Promise<Listing> {
  const listing = runProcess(listCall(engine, filters));
  // Loaded while the engine is at work.
  const { parseImageLabels, parseInspect } = await import('@claude-sessions/core/container/inspect.ts');
  const listed = await listing;
  if (listed.exitCode !== 0) return { reason: reasonOf(listed) };
  const ids = listed.stdout.split(/\s+/).filter(Boolean);
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

/** One container by its id or name; undefined where the engine does not know it, or does not answer. */
export async function inspectContainer(engine: Engine, id: string): Promise<Container | undefined> {
  const { stdout } = await runProcess(inspectCall(engine, [id]));
  const { parseInspect } = await import('@claude-sessions/core/container/inspect.ts');
  return parseInspect(stdout)[0];
}

/** The labels of an image that the engine has; none where it has not, or does not answer. */
export async function labelsOfImage(
  engine: Engine,
  image: string,
): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await runProcess(imageCall(engine, [image]));
  const { parseImageLabels } = await import('@claude-sessions/core/container/inspect.ts');
  return parseImageLabels(stdout, [image]).get(image) ?? {};
}

function reasonOf({ stderr }: ProcessResult): string {
  return stderr.trim().split('\n')[0] || 'it was stopped, or gave no reason';
}
