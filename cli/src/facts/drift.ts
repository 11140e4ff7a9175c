import { basename, join } from 'node:path';
import { profileDirectories } from '@claude-sessions/core/catalogue.ts';
import type { Container, ObservedMount } from '@claude-sessions/core/container/inspect.ts';
import {
  type ExpectedMount,
  expectedMounts,
  type MountDrift,
  mountDrift,
} from '@claude-sessions/core/container/mountDrift.ts';
import { isWithin } from '@claude-sessions/core/mounts/claudeSource.ts';
import type { Mode, ShareOptions } from '@claude-sessions/core/share/options.ts';
import { mountedAtSamePath } from '@claude-sessions/core/share/samePath.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import { hideSecrets } from '../host/hideSecrets.ts';
import { hostPaths } from '../workspace/hostPaths.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What says which mounts a container has to have. */
interface Wanted {
  readonly mode: Mode;
  readonly options: ShareOptions;
  /** The value of devcontainer.json. */
  readonly config: unknown;
}

/** The mounts of ours that a workspace's container has to have. */
export function expectedOf(
  { devcontainerId, preparedFolder, home, folder }: Workspace,
  { mode, options, config }: Wanted,
): ExpectedMount[] {
  const claudeFolder = join(home, '.claude');
  const atSamePath = mountedAtSamePath(config, folder);
  return expectedMounts(mode, options, profileDirectories, {
    ...{ devcontainerId, preparedFolder, claudeFolder, atSamePath },
  });
}

/** How a workspace's container differs from what its configuration wants. */
export function driftOf(workspace: Workspace, container: Container, wanted: Wanted): MountDrift {
  const expected = expectedOf(workspace, wanted);
  const drift = mountDrift(container, expected, hostPaths(workspace, process.env));
  const left =
    wanted.mode === 'none' ? [] : container.mounts.filter(leftAtSamePath(workspace, wanted.config));
  return withoutSecrets({ ...drift, unexpected: [...drift.unexpected, ...left.map(({ target }) => target)] });
}

/** Tells the project at the host's own path, where devcontainer.json leaves it to the tools: they put it below `/workspaces`. */
function leftAtSamePath({ folder }: Workspace, config: unknown): (mount: ObservedMount) => boolean {
  const members = toObject(config);
  const isSaid = members.workspaceMount !== undefined || members.dockerComposeFile !== undefined;
  return ({ type, source, target }) =>
    type === 'bind' &&
    !isSaid &&
    source === target &&
    isWithin(folder, target) &&
    target !== `/workspaces/${basename(target)}`;
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
