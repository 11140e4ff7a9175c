import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { findMounts } from './findMounts.ts';

export const credentialsMounted = defineCheck({
  code: 'credentials-mounted',
  place: 'configuration',
  severity: 'error',
  title: 'Login file is mounted',
  why: 'Whatever runs in the container can read, and use, the login. And it does not even work for long: the login’s refresh token is good for one use, so the first of the two sides that renews it logs the other one out.',
  remedy:
    'Take the mount out. The container’s own login, made once, is kept in its volume by `claude-sessions share` or `isolate`; or pass a token of its own with `claude-sessions share --login token`.',
  explains: ['login-file-mounted'],
  needs: ['configuration'],
  find: (facts) =>
    findMounts(facts, ['credential'], ({ entry }) => ({
      severity: 'error',
      message: `${entry?.name ?? 'A login file'} is mounted: whatever runs in the container can use it, and a login that two sides share logs one of them out.`,
      instead: advice`Log in once inside; with our Features that login is kept across rebuilds.`,
    })),
});
