import { UserError } from '../errors/UserError.ts';
import type { WindowKind } from './windowKind.ts';

/** @throws UserError in a restricted window @param what cannot be done there, as a clause without an end: "Sharing" */
export function requireTrust(window: WindowKind, what: string): void {
  if (window !== 'restricted') return;
  throw new UserError(
    `${what} is not possible in this window, which is restricted: it starts no engine, shell or container process, and changes nothing.`,
    'Trust the workspace if you know who wrote it, and try again.',
    { title: 'Manage trust', command: 'workbench.trust.manage' },
  );
}

/** @throws UserError where the host cannot be reached: in a container, or without trust */
export function requireHost(window: WindowKind, what: string): void {
  requireTrust(window, what);
  if (window !== 'container') return;
  throw new UserError(
    `${what} is a matter of the host, which this window in the container does not reach.`,
    'Do this on the host: open the folder there ("Dev Containers: Reopen Folder Locally"), or run `claude-sessions` in a terminal there.',
  );
}
