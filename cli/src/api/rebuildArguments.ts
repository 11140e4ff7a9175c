import { modeWords } from '@claude-sessions/core/findings/words.ts';
import type { Chosen, Mode, ShareOptions } from '@claude-sessions/core/share/options.ts';
import { usualShareOptions } from '../settings/setting.ts';
import type { EditorSettings } from './settings.ts';
import type { EditorLook } from './types.ts';

/**
 * The words by which the command line brings this dev container up anew, as it is configured. Where the file says something
 * else than was chosen last on this host, nobody's word is put in the place of the other's: the container is replaced if it
 * is not as the file says, and what has changed is asked about; neither is the file rewritten, nor does what a container may
 * have written into it become the user's choice.
 * @returns none where nothing of ours is configured: then there is nothing for our command line to bring up
 */
export function rebuildArguments(look: EditorLook, settings: EditorSettings): string[] {
  const { project } = look;
  const record = look.look?.gathered.record;
  const { mode, options } = look;
  if (mode === 'none') return [];
  const { dockerPath, collection, devcontainerPath } = settings;
  const where = [
    project.folder,
    // What that is made of, the host remembers.
    ...(record?.team ? ['--personal'] : ['--config', project.configFile]),
  ];
  const programs = [
    ...(dockerPath ? ['--docker-path', dockerPath] : []),
    ...(devcontainerPath ? ['--devcontainer-path', devcontainerPath] : []),
  ];
  if (record?.chosen && !isChosen(look, record.chosen))
    return ['doctor', ...where, '--recreate', ...programs];
  return [
    mode,
    ...where,
    ...exactWords(mode, options),
    // The editor has asked when the mode was chosen; whoever rebuilds has not asked for another change.
    '--no-install-claude',
    '--up',
    '--recreate',
    ...(collection ? ['--collection', collection] : []),
    ...programs,
  ];
}

/** With the login named where the user's defaults would put another in its place. */
function exactWords(mode: Mode, options: ShareOptions): string[] {
  const words = modeWords(mode, options);
  const isSaid = words.includes('--login') || options.login === usualShareOptions(process.env).login;
  return [...words, ...(isSaid ? [] : ['--login', options.login])];
}

/** True when the file says what was chosen; isolated, no option but the login says anything. */
function isChosen({ mode, options }: EditorLook, chosen: Chosen): boolean {
  if (mode !== chosen.mode) return false;
  if (mode !== 'share') return options.login === chosen.options.login;
  return (Object.keys(options) as (keyof ShareOptions)[]).every(
    (key) => options[key] === chosen.options[key],
  );
}
