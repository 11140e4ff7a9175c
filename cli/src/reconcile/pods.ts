import { compare } from '@claude-sessions/core/reconcile/compare.ts';
import { parseObjects } from '@claude-sessions/core/reconcile/kubernetesObjects.ts';
import { readPods } from '@claude-sessions/core/reconcile/readPods.ts';
import { askedBy } from './containers.ts';
import type { Subject } from './result.ts';

/** The containers of pods that hold Claude's state. They are compared, and left to what makes them. @param values what kubectl printed */
export function podSubjects(values: readonly unknown[], place: string): Subject[] {
  return readPods(values.flatMap(parseObjects)).flatMap((seen) => {
    const { namespace, pod, container, running, observed, controllers, mend } = seen;
    const differences = compare(observed);
    if (!differences) return [];
    const differs = differences.length > 0;
    const name = [namespace, pod, container].filter((part) => part !== '').join('/');
    return [
      {
        result: {
          ...{ kind: 'pod' as const, name, place, id: '', running },
          askedBy: askedBy(observed),
          state: differs ? ('differs' as const) : ('as-asked' as const),
          differences: differences.map((each) => ({ ...each, fix: `${each.fix} ${mend.fix}` })),
          owners: controllers,
          line: differs ? mend.line : [],
        },
        ...(differs && {
          mend: async () => ({ result: 'left' as const, what: `left to ${ownerWords(controllers)}` }),
        }),
      },
    ];
  });
}

function ownerWords(
  owners: readonly { readonly kind: string; readonly name: string; readonly writers: readonly string[] }[],
): string {
  const top = owners.at(-1);
  if (!top) return 'whoever made the pod';
  const writers = [...new Set(owners.flatMap(({ writers }) => writers))];
  return `${top.kind} ${top.name}${writers.length > 0 ? `, which ${writers.join(' and ')} ${writers.length > 1 ? 'write' : 'writes'}` : ''}`;
}
