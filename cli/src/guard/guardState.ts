import { join } from 'node:path';
import { guardHooks } from '@claude-sessions/core/guard/guardHooks.ts';
import { hooksOffWords } from '@claude-sessions/core/guard/hooksOffWords.ts';
import { switchesHooksOff } from '@claude-sessions/core/guard/switchesHooksOff.ts';
import { hooksOffAnywhere } from '../facts/hooksOff.ts';
import { hookScriptProblems } from '../hooks/hookScript.ts';
import { settingsPath } from '../hooks/settingsFile.ts';
import { readTextIfAny } from '../host/files.ts';
import { guardPlace } from './guardPlace.ts';
import { guardScript } from './guardScript.ts';
import { lackingEvents } from './lackingEvents.ts';

/** Whether the guard is on, and what is wrong with it, as sentences. */
export interface GuardState {
  readonly settings: string;
  readonly on: boolean;
  /** Why Claude Code would be stopped at every conversation that a container can write, or not be guarded. */
  readonly problems: readonly string[];
}

/**
 * Looks at the guard; changes nothing. What cannot be read counts as absent.
 * @param folders of projects whose own settings may turn it off
 */
export async function guardState(
  home: string,
  env: NodeJS.ProcessEnv,
  folders: readonly string[] = [],
): Promise<GuardState> {
  const settings = settingsPath(home, env);
  const text = (await readTextIfAny(settings).catch(() => undefined)) ?? '';
  const present = guardHooks(text);
  if (present.length === 0) return { settings, on: false, problems: [] };
  const place = guardPlace(home);
  const lacking = lackingEvents(present, place);
  return {
    settings,
    on: true,
    problems: [
      ...(lacking.length > 0 ? [`${settings} lacks the hook of ${lacking.join(', ')}, or has another.`] : []),
      ...(switchesHooksOff(text) ? [`"disableAllHooks" in ${settings} turns it off.`] : []),
      ...(await projectProblems(folders)),
      ...(await hookScriptProblems(guardScript(place), "the guard's")),
    ],
  };
}

async function projectProblems(folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    folders.map(async (folder) => {
      return (await hooksOffAnywhere(folder)).map((each) => hooksOffWords(each, join(folder, each.file)));
    }),
  );
  return found.flat();
}
