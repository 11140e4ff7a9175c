import { join } from 'node:path';
import { profileDirectories } from '@claude-sessions/core/catalogue.ts';
import type { Container } from '@claude-sessions/core/container/inspect.ts';
import { expectedMounts, type MountDrift, mountDrift } from '@claude-sessions/core/container/mountDrift.ts';
import type { Mode, ShareOptions } from '@claude-sessions/core/share/options.ts';
import { hostPaths } from './host/hostPaths.ts';
import type { Workspace } from './workspace.ts';

/** How a workspace's container differs from what its configuration wants. */
export function driftOf(
  workspace: Workspace,
  container: Container,
  mode: Mode,
  options: ShareOptions,
): MountDrift {
  const { devcontainerId, preparedFolder, home } = workspace;
  const expected = expectedMounts(mode, options, profileDirectories, {
    devcontainerId,
    preparedFolder,
    claudeFolder: join(home, '.claude'),
  });
  return mountDrift(container, expected, hostPaths(workspace, process.env));
}

/** The differences, a phrase each. */
export function driftPhrases({ missing, unexpected, wrong, notOurs }: MountDrift): string[] {
  return [
    ...missing.map((target) => `lacks ${target}`),
    ...unexpected.map((target) => `still has ${target}`),
    ...wrong.map(({ target, why }) => `${target} ${why}`),
    ...notOurs.map(({ source, target }) => `mounts ${source} at ${target}, which is not ours`),
  ];
}
