import { homedir } from 'node:os';
import type { Watch } from '../host/watchEvents.ts';
import { credentialsFolder, keepHostLogin } from '../prepare/hostLogin.ts';

/**
 * Keeps what containers read of this host's login as it is, now and whenever Claude Code here renews it, until it is disposed of.
 * @param failed told when it ended
 */
export async function watchHostLogin(failed: (error: unknown) => void): Promise<Watch> {
  const { watchFolders } = await import('../review/watchReview.ts');
  const { env } = process;
  const home = env.HOME ?? homedir();
  const stop = new AbortController();
  const job = () => keepHostLogin(home, env, { made: [], refreshed: [] });
  watchFolders([credentialsFolder(home, env)], job, stop.signal).catch(failed);
  return { dispose: () => stop.abort() };
}
