import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';

/**
 * Finds a program: a path by itself, relative ones from the present directory; a name in the absolute folders of PATH.
 * @returns its path; undefined when there is none that can be run
 */
export async function findProgram(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const isPath = /[\\/]/.test(name);
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter(isAbsolute);
  const endings = process.platform === 'win32' ? ['', ...(env.PATHEXT || '.EXE;.CMD').split(';')] : [''];
  const candidates = isPath ? [resolve(name)] : folders.map((folder) => join(folder, name));
  for (const path of candidates.flatMap((each) => endings.map((ending) => each + ending))) {
    if (await isProgram(path)) return path;
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  if (!stats?.isFile()) return false;
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
