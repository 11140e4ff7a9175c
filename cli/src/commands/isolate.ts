import { defaultShareOptions } from '@claude-sessions/core/share/options.ts';
import { nextSteps } from '../change/nextSteps.ts';
import { escapeControls } from '../terminal/output.ts';
import { type ChangeOptions, otelFrom } from './options.ts';
import { setMode } from './setMode.ts';
import { keepsLines, readsLines } from './share.ts';

/** `isolate`: the container keeps Claude's state in a volume of its own, and nothing of the host's Claude is mounted. */
export function isolate(folder: string | undefined, options: ChangeOptions): Promise<number> {
  const { samePath = false, home = false } = options;
  const stated = {
    mode: 'isolate',
    options: { ...defaultShareOptions, samePath, home, otel: otelFrom(options) },
  } as const;
  return setMode(folder, options, stated, async (change) => ({
    meaning: [
      "Claude Code in the container keeps its data in a volume of its own, across rebuilds. Its Feature mounts nothing of the host's Claude.",
      ...keepsLines(change.disclosure),
      ...readsLines(change.disclosure),
    ],
    next: [
      ...(options.up ? ['The dev container is up.'] : []),
      ...(await nextSteps(change, options.up === true)).map(escapeControls),
    ],
  }));
}
