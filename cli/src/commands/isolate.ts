import { defaultShareOptions } from '@claude-sessions/core/share/options.ts';
import { breachLines, warningLines } from '../change/report.ts';
import type { ChangeOptions } from './options.ts';
import { setMode } from './setMode.ts';

/** `isolate`: the container keeps Claude's state in a volume of its own, and nothing of the host's Claude is mounted. */
export function isolate(folder: string | undefined, options: ChangeOptions): Promise<number> {
  const chosen = { mode: 'isolate', options: defaultShareOptions } as const;
  return setMode(folder, options, chosen, (change) => [
    'Claude Code in the container keeps its state in a volume of its own, across rebuilds, and its Feature mounts',
    options.up && options.recreate
      ? "nothing of the host's Claude. The dev container is up, rebuilt."
      : "nothing of the host's Claude. A container created before keeps its mounts until it is rebuilt.",
    ...breachLines(change.breaches, 'isolate'),
    ...warningLines(change),
  ]);
}
