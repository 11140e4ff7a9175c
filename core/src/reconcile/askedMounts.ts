import type { ObservedMount } from '../container/inspect.ts';
import { mountDrift } from '../container/mountDrift.ts';
import { access, describe } from './keptState.ts';
import type { Asked, Difference } from './types.ts';

/** How the mounts that are there differ from those that were asked for. */
export function fromAsked(mounts: readonly ObservedMount[], { by, mounts: asked }: Asked): Difference[] {
  const { missing, wrong } = mountDrift({ mounts }, asked);
  const wanted = (target: string) => {
    const found = asked.find((each) => each.target === target);
    if (!found) return '';
    return `${found.source === '' ? `a ${found.type} at ${target}, ${access(found)}` : describe(found)} (${by})`;
  };
  const seen = (target: string) => mounts.find((each) => each.target === target);
  return [
    ...missing.map((path) => ({
      ...{ code: 'mount-missing' as const, path, asked: wanted(path), is: 'nothing is mounted there' },
      fix: `Recreate it with a mount at ${path}.`,
    })),
    ...wrong.map(({ target, why }) => {
      const mount = seen(target);
      return {
        ...{ code: 'mount-differs' as const, path: target, asked: wanted(target) },
        is: mount ? describe(mount) : why,
        fix: `Recreate it: ${target} ${why}.`,
      };
    }),
  ];
}
