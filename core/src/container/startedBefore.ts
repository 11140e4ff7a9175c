import type { Container } from './inspect.ts';

/** Whether a container runs since before a moment: what it mounts is as it was then. */
export function startedBefore(
  { running, startedAt }: Pick<Container, 'running' | 'startedAt'>,
  moment: Date | undefined,
): boolean {
  return running && startedAt !== undefined && moment !== undefined && startedAt < moment;
}
