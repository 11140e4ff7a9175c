import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { preparedNames } from '@claude-sessions/core/prepare/layout.ts';
import * as z from 'zod/mini';
import { readTextIfAny, tryReadOwnText, writeText } from '../host/files.ts';
import { findRepository } from '../host/gitRepository.ts';
import type { Workspace } from './workspace.ts';

/**
 * By what a project's folder is known again once it was renamed, moved or cloned again. Kept on the host, where no container
 * reaches it.
 *
 * The folder is known by its inode and the time of its birth: a rename keeps both, nobody inside a container can change
 * them, and a number that is used again comes with another time. That alone is proof. The repository is a hint, since
 * whoever can write `.git` can write it: the first line of the log of HEAD is one clone's own, copies of it included; the
 * URL of `origin` is every clone's. The first commit would say no more, and only git can tell it, which would have to be run
 * on a configuration that a container can write. Only sums are kept: a URL may hold a token.
 */
const identitySchema = z.object({
  version: z.literal(1),
  /** As the folder was named: the dev container's id follows from that. */
  folder: z.string(),
  realFolder: z.string(),
  configFile: z.string(),
  inode: z.string(),
  born: z.string(),
  /** It was on the disk of the home folder. Numbers of disks change at every boot, this does not. */
  onHomeDisk: z.boolean(),
  clone: z.optional(z.string()),
  remote: z.optional(z.string()),
  /** Its folders before, of which it has taken over what was filed: recorded prompts name them. */
  was: z.optional(z.array(z.string())),
  /** The folder of the project that has taken all of it over. */
  adoptedBy: z.optional(z.string()),
});

export type ProjectIdentity = z.infer<typeof identitySchema>;

const maxFormer = 10;

const identityPath = (preparedFolder: string) => join(preparedFolder, preparedNames.identity);

/** What the host remembers of a project; undefined when that is nothing. */
export async function readIdentity(preparedFolder: string): Promise<ProjectIdentity | undefined> {
  try {
    const text = await readTextIfAny(identityPath(preparedFolder));
    return text === undefined ? undefined : identitySchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Remembers a project as it is now. Written only where it differs. @param was further folders where it was before */
export async function rememberIdentity(workspace: Workspace, was: readonly string[] = []): Promise<void> {
  const known = (await readIdentity(workspace.preparedFolder))?.was ?? [];
  const folders = [...new Set([...known, ...was])].slice(-maxFormer);
  const identity = { ...(await identityOf(workspace)), ...(folders.length > 0 && { was: folders }) };
  const text = `${JSON.stringify(identity, null, 2)}\n`;
  const path = identityPath(workspace.preparedFolder);
  if ((await readTextIfAny(path).catch(() => undefined)) === text) return;
  await writeText(path, text, 0o600);
}

/** Remembers that another project has taken over what was filed here: it is no longer offered, and only waits to be cleared. */
export async function rememberAdopted(preparedFolder: string, identity: ProjectIdentity): Promise<void> {
  await writeText(identityPath(preparedFolder), `${JSON.stringify(identity, null, 2)}\n`, 0o600);
}

/** Looks at a project; git is not run. @throws as `stat`, when its folder is gone */
export async function identityOf(
  workspace: Pick<Workspace, 'folder' | 'realFolder' | 'configFile' | 'home'>,
): Promise<ProjectIdentity> {
  const { folder, realFolder, configFile, home } = workspace;
  const stats = await stat(realFolder, { bigint: true });
  const disk = (await stat(home, { bigint: true }).catch(() => undefined))?.dev;
  return {
    version: 1,
    folder,
    realFolder,
    configFile,
    inode: String(stats.ino),
    born: String(stats.birthtimeNs),
    onHomeDisk: stats.dev === disk,
    ...(await repositoryOf(realFolder)),
  };
}

/** True when two are of the very same folder. */
export function isSameFolder(
  a: Pick<ProjectIdentity, 'inode' | 'born'>,
  b: Pick<ProjectIdentity, 'inode' | 'born'>,
): boolean {
  return a.inode === b.inode && a.born === b.born;
}

/** Only where `.git` is a folder there: a file may name any place on this host. */
async function repositoryOf(realFolder: string): Promise<Pick<ProjectIdentity, 'clone' | 'remote'>> {
  const repository = await findRepository(realFolder);
  if (repository?.kind !== 'directory') return {};
  const git = (...names: string[]) => tryReadOwnText(join(repository.top, '.git', ...names));
  const [log, config] = await Promise.all([git('logs', 'HEAD'), git('config')]);
  const first = log?.split('\n', 1)[0];
  const url = config === undefined ? undefined : originUrl(config);
  // Projects of one repository are different ones.
  const below = relative(repository.top, realFolder).split(sep).join('/');
  const sum = (text: string) => createHash('sha256').update(`${text}\0${below}`).digest('hex');
  return { ...(first && { clone: sum(first) }), ...(url && { remote: sum(remoteRepository(url)) }) };
}

/**
 * The repository that a URL of git names, as `host/path` (git-fetch, "GIT URLS"): the same by https, by ssh and in ssh's short form, with
 * or without a user, the usual port and `.git`. A path on this host is left as it is.
 */
export function remoteRepository(url: string): string {
  const [, host, path] =
    /^(?:https?|git|(?:git\+)?ssh|ssh\+git):\/\/(?:[^/]*@)?([^/@]+)(\/.*)$/i.exec(url) ??
    /^(?:[^/\\:]*@)?([^/\\:@]{2,}):(?!\/\/)(.+)$/.exec(url) ??
    [];
  if (host === undefined || path === undefined) return url;
  const name = path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  return `${host.toLowerCase().replace(/:(22|80|443|9418)$/, '')}/${name}`;
}

/** The first URL of the remote `origin` in a repository's configuration. */
export function originUrl(config: string): string | undefined {
  let isOrigin = false;
  for (const line of config.split(/\r?\n/)) {
    const [, section, name] = /^\s*\[\s*([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]/.exec(line) ?? [];
    if (section !== undefined) isOrigin = section.toLowerCase() === 'remote' && name === 'origin';
    const url = isOrigin ? /^\s*(?:\[.*\])?\s*url\s*=\s*(.*?)\s*$/i.exec(line)?.[1] : undefined;
    if (url) return url;
  }
  return undefined;
}
