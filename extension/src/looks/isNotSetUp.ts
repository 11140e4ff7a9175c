import type { WindowKind } from '../window/windowKind.ts';
import type { ProjectState } from './ProjectState.ts';

/** Whether there is nothing to say but how to begin: the view is empty then, and its welcome says that, with buttons. */
export function isNotSetUp(states: readonly ProjectState[], window: WindowKind): boolean {
  const isPlain = ({ look, failure }: ProjectState) =>
    !failure && look?.status.state === 'notSetUp' && look.status.errors + look.status.warnings === 0;
  return window === 'host' && states.length > 0 && states.every(isPlain);
}
