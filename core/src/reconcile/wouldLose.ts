import { configFolders } from './configFolders.ts';
import { keptState } from './keptState.ts';
import type { DifferenceCode, Observed } from './types.ts';

const losing: readonly DifferenceCode[] = ['config-not-kept', 'config-volume-unnamed', 'projects-not-kept'];

/** The paths inside at which Claude's state lies in the container alone: it would be lost with it. */
export function wouldLose(observed: Observed): string[] {
  return configFolders(observed)
    .flatMap((folder) => keptState(folder, observed.mounts))
    .flatMap(({ code, path }) => (losing.includes(code) ? path : []));
}
