import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { put } from '../../harness/place/Place.ts';
import { type CliPlace, program } from './place.ts';

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
export function typeStep(
  place: CliPlace,
  cwd: string,
  line: string,
): Promise<{ status: number | null; output: string }> {
  const bin = join(place.root, 'bin');
  put(join(bin, 'claude-sessions'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, 0o755);
  const read = `shift; exec '${process.execPath}' '${tools}' read-configuration --docker-path true "$@"`;
  put(join(bin, 'devcontainer'), `#!/bin/sh\n${read}\n`, 0o755);
  const PATH = `${bin}:${process.env.PATH}`;
  const code = line.replace(/^npx /, '').replace(' --remove-existing-container', '');
  const child = spawn('sh', ['-c', code], {
    cwd,
    env: { HOME: place.home, PATH, DOCKER_PATH: '/nonexistent/docker' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output }));
  });
}
