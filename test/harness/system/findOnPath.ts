import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** The full path of a program on PATH (and in the places of system programs), or undefined. */
export function findOnPath(name: string): string | undefined {
  const directories = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return directories.map((directory) => join(directory, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
