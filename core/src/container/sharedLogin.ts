import type { Container } from './inspect.ts';

/** Where the Feature `claude-login` mounts the login that all dev containers of a user share. */
const containerLoginDir = '/var/lib/claude-login';

/** The volume with that login, where a container has it. */
export function sharedLogin(container: Pick<Container, 'mounts'> | undefined): string | undefined {
  return container?.mounts.find(({ target }) => target === containerLoginDir)?.source;
}
