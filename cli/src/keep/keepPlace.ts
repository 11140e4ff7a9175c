import { join } from 'node:path';
import type { HookScript } from '../hooks/hookScript.ts';
import { keepScript } from '../hooks/keepScript.ts';

/** Where it lies on the host that conversations are kept for good. */
export interface KeepPlace {
  readonly folder: string;
  /** What the hooks run. */
  readonly script: HookScript;
  /** What came of it last. */
  readonly last: string;
}

export function keepPlace(home: string): KeepPlace {
  const folder = join(home, '.claude-sessions', 'keep');
  return { folder, script: keepScript(home), last: join(folder, 'last.json') };
}
