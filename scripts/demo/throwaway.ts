import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeContainer } from '../../test/harness/engine/cleanEngine.ts';
import type { Docker } from '../../test/harness/engine/docker.ts';
import { repository } from '../../test/harness/system/repository.ts';
import { run, tryRun } from '../../test/harness/system/run.ts';
import type { DemoEngine } from './findEngine.ts';

/** A project and a host home that nobody needs. */
export interface Throwaway {
  readonly home: string;
  readonly project: string;
  /** The environment of everything that the demo runs on the host. */
  readonly env: Record<string, string>;
  /** Runs `claude-sessions` in the project; returns what it printed. */
  cli(args: readonly string[]): Promise<string>;
  /** What `claude-sessions status` prints, with findings or without. */
  status(): Promise<string>;
  /** With the volumes that it had. */
  removeContainer(docker: Docker): Promise<void>;
}

/** Where Claude Code is mounted in the demo's container. */
export const claudeInside = '/opt/claude-code';

/** Makes a project with a commented devcontainer.json, its Features beside it, and an empty home. */
export function makeThrowaway(
  directory: string,
  engine: DemoEngine | undefined,
  claude: string | undefined,
): Throwaway {
  const home = join(directory, 'home');
  const project = join(home, 'my app');
  mkdirSync(join(project, '.devcontainer'), { recursive: true });
  for (const path of [home, project]) chmodSync(path, 0o755);
  cpSync(join(repository, 'feature/src'), join(project, '.devcontainer/features'), { recursive: true });
  const isRoot = process.getuid?.() === 0;
  writeFileSync(
    join(project, '.devcontainer/devcontainer.json'),
    [
      '{',
      '  // What everybody here works in.',
      `  "image": ${JSON.stringify(engine?.image ?? 'mcr.microsoft.com/devcontainers/base:debian')},`,
      ...(isRoot ? ['  "remoteUser": "root", // as on the host'] : []),
      ...(claude ? [`  "mounts": ["type=bind,source=${claude},target=${claudeInside},readonly"],`] : []),
      '  "runArgs": ["--network=host"] // to reach the demo\'s stand-in for the API',
      '}',
      '',
    ].join('\n'),
  );
  const env = {
    HOME: home,
    PATH: [engine?.shimDirectory, process.env.PATH].filter(Boolean).join(':'),
    LANG: 'C.UTF-8',
    NO_COLOR: '1',
    ...(engine && { DOCKER_HOST: engine.host, DOCKER_BUILDKIT: '0' }),
  };
  const program = join(repository, 'cli/bin/claude-sessions.js');
  return {
    home,
    project,
    env,
    cli: (args) => run(process.execPath, [program, ...args], { cwd: project, env, timeout: 600_000 }),
    status: async () => (await tryRun(process.execPath, [program, 'status'], { cwd: project, env })).stdout,
    removeContainer: (docker) => removeContainers(docker, project),
  };
}

async function removeContainers(docker: Docker, project: string): Promise<void> {
  const filter = ['--filter', `label=devcontainer.local_folder=${project}`];
  for (const id of await docker.lines(['ps', '--all', '--quiet', ...filter]))
    await removeContainer(docker, id);
}
