import { access, constants, lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { guardHooks } from '@claude-sessions/core/guard/guardHooks.ts';
import { hooksOffWords } from '@claude-sessions/core/guard/hooksOffWords.ts';
import { switchesHooksOff } from '@claude-sessions/core/guard/switchesHooksOff.ts';
import { version } from '../../package.json';
import { hooksOffAnywhere } from '../facts/hooksOff.ts';
import { readTextIfAny } from '../host/files.ts';
import { guardPlace } from './guardPlace.ts';
import { installedScript } from './guardScript.ts';
import { lackingEvents } from './lackingEvents.ts';
import { settingsPath } from './settingsFile.ts';

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
      ...(await scriptProblems(place)),
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

async function scriptProblems(place: ReturnType<typeof guardPlace>): Promise<string[]> {
  if (!(await lstat(place.script).catch(() => undefined))) return [`${place.script} is gone.`];
  const script = await installedScript(place);
  if (!script) return [`${place.script} is not the guard's script.`];
  const { node, tool, version: installed } = script.program;
  const gone = await Promise.all(
    [node, tool].map(async (path) => ((await isReadable(path)) ? [] : [`${path}, which it runs, is gone.`])),
  );
  const other = script.current ? [] : [`${place.script} is of another version, or was edited.`];
  return [
    ...gone.flat(),
    ...(installed === version ? other : [`It was installed by version ${installed}; this is ${version}.`]),
  ];
}

const isReadable = (path: string) =>
  access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
