import { switchesHooksOff } from '@claude-sessions/core/guard/switchesHooksOff.ts';
import { type OwnHook, ownHooks } from '@claude-sessions/core/hooks/ownHooks.ts';
import { keepEvents, keepItems } from '@claude-sessions/core/keep/keepHooks.ts';
import { hookScriptProblems } from '../hooks/hookScript.ts';
import { settingsPath } from '../hooks/settingsFile.ts';
import { readTextIfAny } from '../host/files.ts';
import { keepPlace } from './keepPlace.ts';
import { type LastKeep, readLastKeep } from './lastKeep.ts';

/** Whether conversations are kept for good, and what is wrong with that, as sentences. */
export interface KeepState {
  readonly settings: string;
  readonly on: boolean;
  /** Why less is kept than should be, or nothing. */
  readonly problems: readonly string[];
  /** What came of it last; undefined when that is not known. */
  readonly last: LastKeep | undefined;
}

/** Looks at it; changes nothing. What cannot be read counts as absent. */
export async function keepState(home: string, env: NodeJS.ProcessEnv): Promise<KeepState> {
  const settings = settingsPath(home, env);
  const text = (await readTextIfAny(settings).catch(() => undefined)) ?? '';
  const present = ownHooks(text, 'keep');
  if (present.length === 0) return { settings, on: false, problems: [], last: undefined };
  const { script, last: lastPath } = keepPlace(home);
  const last = await readLastKeep(lastPath);
  return {
    settings,
    on: true,
    problems: [
      ...(lacksHooks(present, script.path) ? [`${settings} lacks a hook of keep, or has another.`] : []),
      ...(switchesHooksOff(text) ? [`"disableAllHooks" in ${settings} turns it off.`] : []),
      ...(await hookScriptProblems(script, "keep's")),
      ...(last?.troubles ?? []),
    ],
    last,
  };
}

/** Whether the hooks are not those that this version writes. */
export function lacksHooks(present: readonly OwnHook[], script: string): boolean {
  const wanted = new Set(keepItems(script).map((each) => JSON.stringify(each)));
  const isThere = present.filter(({ event, item }) => wanted.has(JSON.stringify({ event, item })));
  return present.length !== keepEvents.length || isThere.length !== keepEvents.length;
}
