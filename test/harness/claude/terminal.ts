import { join } from 'node:path';
import { hostEnvironment, type UpResult } from '../project/devcontainer.ts';
import { claudeCodeFolder } from '../project/devcontainerText.ts';
import type { Project } from '../project/project.ts';
import type { ClaudeVersion } from '../start/claudeCode.ts';
import { useHarness } from '../start/harness.ts';
import { Tmux } from './tmux.ts';

/** The interactive client on the host, in the project's folder. `env` says whom it talks to. */
export function terminalOnHost(
  project: Project,
  version: ClaudeVersion,
  env: Record<string, string>,
  args: readonly string[] = [],
): Promise<Tmux> {
  const program = join(useHarness().claude[version], 'claude');
  return Tmux.start([program, ...args], { env: { HOME: project.home, ...env }, cwd: project.folder });
}

/** The interactive client in a container, in a terminal of the host's user. */
export function terminalInside(
  project: Project,
  container: UpResult,
  env: Record<string, string>,
  args: readonly string[] = [],
): Promise<Tmux> {
  const set = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const where = ['-u', container.remoteUser, '-w', container.remoteWorkspaceFolder, container.containerId];
  const command = ['docker', 'exec', '-it', ...set, ...where, `${claudeCodeFolder}/claude`, ...args];
  return Tmux.start(command, { env: hostEnvironment(project), cwd: project.folder });
}
