import type { Container } from '@claude-sessions/core/container/inspect.ts';
import { type ProcessCall, type ProcessResult, runProcess } from './runProcess.ts';

/** Docker or Podman: the program's name or path. */
export interface Engine {
  readonly command: string;
  /** Ends whatever was asked of it. */
  readonly signal?: AbortSignal | undefined;
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

/** A container with the labels of the image that it was made of. */
export interface ListedContainer {
  readonly container: Container;
  readonly imageLabels: Readonly<Record<string, string>>;
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
