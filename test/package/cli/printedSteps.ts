import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { put } from '../../harness/place/Place.ts';
import type { CliPlace } from './place.ts';

const tools = join(
  dirname(createRequire(import.meta.url).resolve('@devcontainers/cli/package.json')),
  'devcontainer.js',
);

/** The commands in a text that a user would type, ours and the tools', but for what a diff shows of a file. */
export function printedSteps(text: string): string[] {
  const said = text.replace(/^[-+ ]\s*#.*$/gm, '');
  const quoted = /`((?:npx )?(?:claude-sessions|devcontainer) [^`\n]+)`/g;
  return [...said.matchAll(quoted)].map(([, line = '']) => line);
}

/**
 * Runs a line as a user's shell does. The Dev Containers CLI reads its configuration where it would bring a container up.
 * @returns the exit code, and all that was printed
 */
export async function typeStep(
  place: CliPlace,
  cwd: string,
  line: string,
): Promise<{ status: number | null; output: string }> {
  const bin = join(place.root, 'bin');
  const words = join(bin, 'words');
  rmSync(words, { force: true });
  // The shell says where it is and what the words are; one run to a line.
  const hand = `[ ! -e '${words}' ] || exit 97\nprintf '%s\\0' "$PWD" "$@" >'${words}'`;
  put(join(bin, 'claude-sessions'), `#!/bin/sh\n${hand}\n`, 0o755);
  const read = `shift; exec '${process.execPath}' '${tools}' read-configuration --docker-path true "$@"`;
  put(join(bin, 'devcontainer'), `#!/bin/sh\n${read}\n`, 0o755);
  const code = line.replace(/^npx /, '').replace(' --remove-existing-container', '');
  const { status, output } = await shell(code, cwd, {
    HOME: place.home,
    PATH: `${bin}:${process.env.PATH}`,
    DOCKER_PATH: '/nonexistent/docker',
  });
  if (status !== 0 || !existsSync(words)) return { status, output };
  const [folder = '', ...args] = readFileSync(words, 'utf8').split('\0').slice(0, -1);
  const { exitCode, stdout, stderr } = await place.runWith({ cwd: folder }, ...args);
  return { status: exitCode, output: output + stdout + stderr };
}

async function shell(code: string, cwd: string, env: Record<string, string>) {
  const child = spawn('sh', ['-c', code], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, output };
}
