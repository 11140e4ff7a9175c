import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Tmux } from '../../harness/claude/tmux.ts';
import { type CliPlace, program } from './place.ts';

/** Runs the program in a terminal, with a pager; its exit code is shown when it has ended. */
export function inPager(place: CliPlace, pager: string, ...args: string[]): Promise<Tmux> {
  const words = [process.execPath, program, ...args].map((word) => `'${word}'`).join(' ');
  const shell = `${words}; printf '\\n[exit code %s]\\n' "$?"; exec sleep 600`;
  const temporary = join(place.root, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const [uid = 0, gid = 0] = [process.getuid?.(), process.getgid?.()];
  return Tmux.start(['sh', '-c', shell], {
    env: { HOME: place.home, DOCKER_PATH: '/nonexistent/docker', PAGER: pager },
    cwd: place.folder,
    user: { name: 'user', uid, gid, path: [], temporary },
    columns: 160,
    rows: 30,
  });
}
