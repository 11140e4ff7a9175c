import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { findMounts } from './findMounts.ts';

/** Of the folder that `--login host-readonly` mounts. */
const writableLogin =
  'The folder in which this host keeps a login for containers can be written: what runs in one of them could put another login there, for all.';

export const credentialsMounted = defineCheck({
  code: 'credentials-mounted',
  place: 'configuration',
  severity: 'error',
  title: 'Login file is mounted',
  why: 'Whatever runs in the container can read, and use, the login. And it does not even work for long: the login’s refresh token is good for one use, so the first of the two sides that renews it logs the other one out.',
  remedy:
    'Take the mount out. The container’s own login, made once, is kept in its volume by `claude-sessions share` or `isolate`; or pass a token of its own with `claude-sessions share --login token`, or the host’s access token, read-only, with `--login host-readonly`.',
  explains: ['login-file-mounted'],
  needs: ['configuration'],
  find: (facts) =>
    findMounts(facts, ['credential'], ({ entry, part }) => ({
      severity: 'error',
      message:
        part === undefined
          ? writableLogin
          : `${entry?.name ?? 'A login file'} is mounted: whatever runs in the container can use it, and a login that two sides share logs one of them out.`,
      instead: advice`Log in once inside; with our Features that login is kept across rebuilds.`,
    })),
});
