import type { Container } from '@claude-sessions/core/container/inspect.ts';
import { containerConfigDir } from '@claude-sessions/core/containerPaths.ts';
import type { EngineFacts } from '@claude-sessions/core/findings/facts.ts';

/** The volumes for Claude's data that the engine has of a project, with the containers of the project that use them. */
export function claudeVolumes(
  names: readonly string[],
  containers: readonly Container[],
): NonNullable<EngineFacts['volumes']> {
  return [...names].sort().map((name) => {
    const user = containers.find(({ mounts }) =>
      mounts.some(({ target, source }) => target === containerConfigDir && source === name),
    );
    return { name, ...(user && { usedBy: `${user.name}, ${user.running ? 'running' : 'stopped'}` }) };
  });
}
