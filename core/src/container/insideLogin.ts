import * as z from 'zod/mini';

/** How Claude Code in a container gets in, and whether it can: the container's word. */
export const loginSchema = z.object({
  kind: z.enum(['shared', 'own', 'token', 'host-readonly', 'key', 'none']),
  loggedIn: z.boolean(),
});

export type InsideLogin = Readonly<z.infer<typeof loginSchema>>;

/** In a few words. */
export function loginWords({ kind, loggedIn }: InsideLogin): string {
  if (kind === 'key') return 'uses an API key';
  const by = {
    shared: ' (shared login)',
    own: '',
    token: ' by a token',
    'host-readonly': " by the host's login",
    none: '',
  };
  return `${loggedIn ? '' : 'not '}logged in${by[kind]}`;
}
