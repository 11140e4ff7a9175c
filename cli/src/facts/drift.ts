import { join } from 'node:path';
import { profileDirectories } from '@claude-sessions/core/catalogue.ts';
import type { Container } from '@claude-sessions/core/container/inspect.ts';
import {
  type ExpectedMount,
  expectedMounts,
  type MountDrift,
  mountDrift,
} from '@claude-sessions/core/container/mountDrift.ts';
import type { Mode, ShareOptions } from '@claude-sessions/core/share/options.ts';
import { hideSecrets } from '../host/hideSecrets.ts';
import { hostPaths } from '../workspace/hostPaths.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** The mounts of ours that a workspace's container has to have. */
export function expectedOf(
  { devcontainerId, preparedFolder, home }: Workspace,
  mode: Mode,
  options: ShareOptions,
): ExpectedMount[] {
  const claudeFolder = join(home, '.claude');
  return expectedMounts(mode, options, profileDirectories, { devcontainerId, preparedFolder, claudeFolder });
}

/** How a workspace's container differs from what its configuration wants. */
export function driftOf(
  workspace: Workspace,
  container: Container,
  mode: Mode,
  options: ShareOptions,
): MountDrift {
  const expected = expectedOf(workspace, mode, options);
  return withoutSecrets(mountDrift(container, expected, hostPaths(workspace, process.env)));
}

/** An engine tells the sources of mounts with the variables of the host put in. */
export function withoutSecrets(drift: MountDrift): MountDrift {
  return {
    ...drift,
    wrong: drift.wrong.map(({ target, why }) => ({ target, why: hideSecrets(why) })),
    notOurs: drift.notOurs.map(({ source, target }) => ({ source: hideSecrets(source), target })),
  };
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
