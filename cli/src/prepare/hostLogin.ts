import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { accessLogin, credentialsName } from '@claude-sessions/core/prepare/hostLogin.ts';
import { onboardingFile } from '@claude-sessions/core/prepare/onboarding.ts';
import { refusals } from '@claude-sessions/core/prepare/refusal.ts';
import { hostLoginName } from '@claude-sessions/core/share/login.ts';
import { hostConfigDir } from '../workspace/workspace.ts';
import { type Done, isFolder, refresh, tryLstat, tryReadText } from './preparedFile.ts';

const claudeJsonName = '.claude.json';

/** The folder of this host from which containers read its login: `~/.claude-sessions/login`. */
export function hostLoginFolder(home: string): string {
  return join(home, '.claude-sessions', hostLoginName);
}

/** The folder in which Claude Code on this host keeps its login. */
export function credentialsFolder(home: string, env: NodeJS.ProcessEnv): string {
  return env.CLAUDE_SECURESTORAGE_CONFIG_DIR || hostConfigDir(home, env);
}

/**
 * The folder, and in it the empty ones over which a plain container mounts what it writes, where it has the whole as its config
 * directory: an engine makes no mountpoint in what is mounted read-only, and others as root.
 */
function foldersOf(home: string): string[] {
  const folder = hostLoginFolder(home);
  return [folder, ...['projects', 'session-env'].map((name) => join(folder, name))];
}

/** @throws {PrepareRefusal} where something else lies in the place of one of them */
export async function checkHostLogin(home: string): Promise<void> {
  for (const folder of foldersOf(home)) {
    if ((await tryLstat(folder))?.isSymbolicLink()) throw refusals.isALink(folder);
    if ((await tryLstat(folder)) && !(await isFolder(folder))) throw refusals.notAFolder(folder);
  }
}

/**
 * Brings what containers may have of this host's login to what it is now; where nobody is logged in, there is none. The file is
 * replaced by a rename in a folder that is mounted whole, so that a container that runs sees it. Costs a look at one file.
 */
export async function keepHostLogin(home: string, env: NodeJS.ProcessEnv, done: Done): Promise<void> {
  await checkHostLogin(home);
  for (const folder of foldersOf(home)) {
    if (await isFolder(folder)) continue;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    done.made.push(folder);
  }
  const folder = hostLoginFolder(home);
  await refresh(folder, join(folder, credentialsName), await readAccessLogin(home, env), done);
  // Where the folder is the config directory, no answer could be kept: the first questions would come at each start. Once is enough.
  const answers = join(folder, claudeJsonName);
  if (await tryLstat(answers)) return;
  const own = await tryReadText(join(env.CLAUDE_CONFIG_DIR || home, claudeJsonName));
  await refresh(folder, answers, onboardingFile(own ?? ''), done);
}

/** What of this host's login is handed over, as it is now; undefined where there is none to hand over. */
export async function readAccessLogin(home: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const text = await tryReadText(join(credentialsFolder(home, env), credentialsName));
  return text && accessLogin(text);
}
