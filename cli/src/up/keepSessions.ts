import { mkdir, open, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Container } from '@claude-sessions/core/container/inspect.ts';
import { containerConfigDir } from '@claude-sessions/core/containerPaths.ts';
import { counted } from '@claude-sessions/core/counted.ts';
import type { DevcontainerDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { isWithin, plainPath } from '@claude-sessions/core/mounts/claudeSource.ts';
import { remoteUser } from '../facts/containerFacts.ts';
import { type CopiedOut, copyOut } from '../host/copyOut.ts';
import type { Engine } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { runBounded } from '../host/runBounded.ts';
import { runProcess } from '../host/runProcess.ts';
import { log } from '../terminal/output.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** True when no volume holds the conversations: they go with the container. */
function losesSessions({ mounts }: Container): boolean {
  return !mounts.some(({ target, type }) => target === containerConfigDir && type === 'volume');
}

/**
 * Keeps the conversations of a container that has no volume for them, before it is replaced: in
 * `~/.claude-sessions/<id>/kept/`, where no container reaches, as tar files. It writes no more from then on.
 * @param document the devcontainer.json as it is now
 * @returns to be called when the tools are done: lets a paused container go on, if it is still there
 * @throws UserError when there are some and they cannot be kept
 */
export async function keepSessions(
  workspace: Workspace,
  engine: Engine,
  container: Container,
  document: DevcontainerDocument,
): Promise<() => Promise<void>> {
  if (!losesSessions(container)) return async () => undefined;
  const run = (verb: string) =>
    runProcess({ command: engine.command, args: [verb, container.id], timeoutMs: 60_000 });
  // Where an engine cannot pause, what is written meanwhile may be missing.
  const paused = container.running && (await run('pause')).exitCode === 0;
  const release = async () => {
    if (paused) await run('unpause');
  };
  try {
    // Those that Claude Code may have run as.
    const users = [remoteUser(container, document), container.user].filter(Boolean);
    await keep(workspace, engine, container, users);
  } catch (error) {
    await release();
    if (!(error instanceof Error)) throw error;
    const hint = `Copy what you want to keep (\`${engine.command} cp ${container.name}:… …\`), remove the container by hand, then run this again.`;
    const why = `The container ${container.name} was not replaced: its conversations would be lost, and could not be kept`;
    throw new UserError(`${why} (${error.message})`, hint);
  }
  return release;
}

async function keep(
  workspace: Workspace,
  engine: Engine,
  container: Container,
  users: readonly string[],
): Promise<void> {
  const parent = join(workspace.preparedFolder, 'kept');
  const folder = join(parent, new Date().toISOString().replaceAll(':', '-'));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const kept: CopiedOut[] = [];
  try {
    for (const [index, source] of (await projectFolders(engine, container, users)).entries()) {
      const name = `${index + 1}${source.replace(/[^\w.]+/g, '-').slice(0, 100)}.tar`;
      const copied = await copyOut(engine, container.id, source, join(folder, name));
      if (copied) kept.push(copied);
    }
    if (kept.length > 0) await syncFolder(folder);
  } finally {
    // Only where they are empty.
    for (const each of [folder, parent]) await rmdir(each).catch(() => undefined);
  }
  for (const { path, transcripts } of kept) {
    const count = counted(transcripts, 'transcript');
    log(`Kept what the container ${container.name} had of conversations, ${count}, in ${path}.`);
  }
  if (kept.length > 0) log('It is as the container wrote it: look into it before you unpack it.');
}

/** A file's name is safe on disk once its folder is. Windows opens no folders. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder).catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** Paths inside, in the container's own layer, at which Claude Code may have filed conversations. */
async function projectFolders(
  engine: Engine,
  container: Container,
  users: readonly string[],
): Promise<string[]> {
  const [homes, configDir] = await Promise.all([
    homesOf(engine, container.id, users),
    configDirOf(engine, container.id),
  ]);
  const stays = container.mounts.filter(({ type }) => type === 'bind' || type === 'volume');
  const folders = [...homes.map((home) => `${home}/.claude`), ...configDir].map((each) =>
    plainPath(`${each}/projects`),
  );
  return [...new Set(folders)].filter(
    (folder) => !stays.some(({ target }) => isWithin(folder, plainPath(target))),
  );
}

async function configDirOf({ command }: Engine, id: string): Promise<string[]> {
  const args = ['inspect', '--type', 'container', '--format', '{{json .Config.Env}}', id];
  const { stdout } = await runProcess({ command, args });
  const name = 'CLAUDE_CONFIG_DIR=';
  try {
    const list: unknown = JSON.parse(stdout);
    const texts = (Array.isArray(list) ? list : []).filter((each) => typeof each === 'string');
    return texts
      .filter((each) => each.startsWith(`${name}/`))
      .map((each) => each.slice(name.length))
      .slice(-1);
  } catch {
    return [];
  }
}

/** Homes by the container's own list of users, else by custom. */
async function homesOf({ command }: Engine, id: string, users: readonly string[]): Promise<string[]> {
  const args = ['cp', `${id}:/etc/passwd`, '-'];
  const { stdout } = await runBounded({ command, args, timeoutMs: 60_000, maxBytes: 1024 * 1024 });
  const rows = stdout.split(/[\0\n]+/).map((line) => line.split(':'));
  return [...new Set(['root', ...users])].flatMap((given) => {
    const [user = ''] = given.split(':');
    const home = rows.find(([name, , uid]) => name === user || uid === user)?.[5];
    if (home?.startsWith('/')) return home;
    if (user === 'root') return '/root';
    return /^[\w.-]+$/.test(user) ? `/home/${user}` : [];
  });
}
