import { constants } from 'node:fs';
import { lstat, mkdir, open, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { loginStore } from '@claude-sessions/core/export/plan.ts';
import { UserError } from '../host/errors.ts';
import { isMissing } from '../host/files.ts';

/**
 * Where a capsule's login lies on the host: beside the folder, so that it is in no build, no workspace and no commit.
 * @param named by the user
 * @throws UserError where that is in the folder, or not there
 */
export async function loginFolderOf(folder: string, named: string | undefined): Promise<string> {
  const path = named === undefined ? `${folder}.claude-login` : resolve(named);
  const above = await realpath(dirname(path)).catch(() => undefined);
  if (above === undefined)
    throw new UserError(`${dirname(path)} does not exist.`, 'Make it, or name another with --login-dir.');
  const real = join(above, basename(path));
  if (`${real}${sep}`.startsWith(`${folder}${sep}`)) {
    throw new UserError(
      `${real} lies in ${folder}: the login would be in the image that is built of it, and in its commits.`,
      'Name a folder elsewhere with --login-dir.',
    );
  }
  return real;
}

/** Makes the folder, closed to others and to git. @throws UserError where a link or a file is in its place */
export async function ensureLoginFolder(folder: string): Promise<void> {
  const isNew = await ensureFolder(folder);
  await ensureFolder(join(folder, loginStore));
  if (isNew) await ignoreAll(folder);
}

async function ensureFolder(path: string): Promise<boolean> {
  const found = await lstat(path).catch((error) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (!found) {
    await mkdir(path, { mode: 0o700 });
    return true;
  }
  if (found.isDirectory()) return false;
  throw new UserError(
    `${path} is ${found.isSymbolicLink() ? 'a link, which is not followed' : 'not a folder'}.`,
    'Put a real folder there, or name another with --login-dir.',
  );
}

/** The repository around it may be another than the folder's. */
async function ignoreAll(folder: string): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
  const file = await open(join(folder, '.gitignore'), flags, 0o600);
  try {
    await file.writeFile('*\n');
  } finally {
    await file.close();
  }
}
