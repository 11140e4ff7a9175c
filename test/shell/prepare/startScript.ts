import { spawn } from 'node:child_process';
import { type Run, SCRIPT } from './shells.ts';

/**
 * Runs the script beside whatever else runs, with an end to it and all that it started after some milliseconds, where they are given.
 * @returns the exit code, null when it was killed
 */
export async function startScript(
  cwd: string,
  args: string[],
  env: Record<string, string>,
  killAfterMs?: number,
): Promise<Pick<Run, 'status' | 'stderr'>> {
  const child = spawn('sh', [SCRIPT, ...args], {
    cwd,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let stderr = '';
  child.stderr.on('data', (text) => (stderr += text));
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const kill = () => process.kill(-(child.pid as number), 'SIGKILL');
  const timer = killAfterMs === undefined ? undefined : setTimeout(kill, killAfterMs);
  const status = await closed;
  clearTimeout(timer);
  return { status, stderr };
}
