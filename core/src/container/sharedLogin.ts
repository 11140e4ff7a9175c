import { containerLoginDir } from '../share/login.ts';
import type { Container } from './inspect.ts';

/** The volume with that login, where a container has it. */
export function sharedLogin(container: Pick<Container, 'mounts'> | undefined): string | undefined {
  return container?.mounts.find(({ target }) => target === containerLoginDir)?.source;
}
