import type { ObservedMount } from '../container/inspect.ts';
import { type ExpectedMount, mountDrift } from '../container/mountDrift.ts';
import { parseMount } from '../mounts/parseMount.ts';
import { describe } from './keptState.ts';
import type { Asked, Difference } from './types.ts';

/** What is recorded is short; a label may be of any length. */
const longestRecord = 64 * 1024;
const mostMounts = 100;

/** The mounts that a label or annotation records. @returns why it cannot be read, as a clause */
export function parseRecord(text: string): ExpectedMount[] | { readonly unreadable: string } {
  if (text.length > longestRecord) return { unreadable: 'it is too long' };
  let entries: unknown;
  try {
    entries = JSON.parse(text);
  } catch {
    return { unreadable: 'it is no JSON' };
  }
  if (!Array.isArray(entries)) return { unreadable: 'it is no list' };
  if (entries.length > mostMounts) return { unreadable: `it has more than ${mostMounts} mounts` };
  const mounts = entries.map(parseMount);
  const known = mounts.flatMap((mount) => {
    if (mount?.type !== 'bind' && mount?.type !== 'volume') return [];
    const { type, source = '', target, readonly } = mount;
    return [{ type, source, target, writable: !readonly } as const];
  });
  return known.length === entries.length
    ? known
    : { unreadable: 'it has an entry that is no bind or volume' };
}

/** How the mounts that are there differ from those that were asked for. */
export function fromAsked(mounts: readonly ObservedMount[], { by, mounts: asked }: Asked): Difference[] {
  const { missing, wrong } = mountDrift({ mounts }, asked);
  const wanted = (target: string) => {
    const found = asked.find((each) => each.target === target);
    return found ? `${describe(found)} (${by})` : '';
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
