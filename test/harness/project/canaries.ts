import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Docker } from '../engine/docker.ts';
import { writeHostFile } from './project.ts';

/** Words that occur nowhere else, by the place on the host where each lies. */
export type Canaries = Record<string, string>;

// Letters only: like a word, so that what hides it does not do so for its digits.
const fresh = () =>
  `canary${Array.from(randomBytes(24), (byte) => String.fromCharCode(97 + (byte % 26))).join('')}`;

/**
 * Plants a canary in everything below a host home that must stay there: in each file that `files` makes text for.
 * @returns the canaries by path, relative to the home
 */
export function plantCanaries(home: string, files: Record<string, (canary: string) => string>): Canaries {
  const canaries: Canaries = {};
  for (const [path, text] of Object.entries(files)) {
    const canary = fresh();
    canaries[path] = canary;
    writeHostFile(join(home, path), text(canary), 0o600);
  }
  return canaries;
}

/**
 * Looks for the canaries in everything that root can read in a container: every file on every mount, every name, and the
 * environments, command lines and mount tables of all processes. Kernel interfaces (/sys, the rest of /proc) hold no files.
 * @returns the places on the host whose canaries were found, sorted
 */
export async function findCanaries(docker: Docker, container: string, canaries: Canaries): Promise<string[]> {
  const input = `${Object.values(canaries).join('\n')}\n`;
  const found = new Set<string>();
  for (const search of searches) {
    const args = ['exec', '-i', '-u', 'root', container, 'sh', '-c', search];
    const { code, stdout, stderr } = await docker.tryRun(args, { input, timeout: 240_000 });
    if (code !== 0) throw new Error(`The search failed: ${search}\n${stderr}`);
    for (const line of stdout.split('\n').filter(Boolean)) found.add(line);
  }
  return Object.keys(canaries)
    .filter((place) => found.has(canaries[place] ?? ''))
    .sort();
}

// The canaries come by stdin, so that no search finds itself. Each ends with `true`: grep's 1 and 2 say nothing here.
const searches = [
  'grep -raohF -D skip -f - --exclude-dir=proc --exclude-dir=sys / 2>/dev/null | sort -u; true',
  'exec 3<&0; find / -path /proc -prune -o -path /sys -prune -o -print 2>/dev/null | grep -oF -f /dev/fd/3; true',
  'grep -aohF -f - /proc/[0-9]*/environ /proc/[0-9]*/cmdline /proc/[0-9]*/mountinfo 2>/dev/null | sort -u; true',
];
