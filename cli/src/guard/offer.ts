import { lstat } from 'node:fs/promises';
import { writeText } from '../host/files.ts';
import { guardPlace } from './guardPlace.ts';
import { guardState } from './guardState.ts';

/** Whether somebody who shares a project is to be asked: not where it is on, nor where they said no. */
export async function isGuardOpen(home: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  if (process.platform === 'win32' || (await guardState(home, env)).on) return false;
  return !(await lstat(guardPlace(home).declined).catch(() => undefined));
}

/** Remembers that the user wants none, until `guard on`. */
export async function declineGuard(home: string): Promise<void> {
  await writeText(guardPlace(home).declined, '', 0o600);
}
