import { shareWords } from '@claude-sessions/core/checks/words.ts';
import { personalConfig } from '../workspace.ts';
import type { EditorSettings } from './settings.ts';
import type { EditorLook } from './types.ts';

/**
 * The words by which the command line brings this dev container up anew: as it was chosen last on this host, so that what
 * a container may have written into the file does not become the user's choice; where nothing was, as it is configured.
 * @returns none where nothing of ours is configured: then there is nothing for our command line to bring up
 */
export function rebuildArguments(look: EditorLook, settings: EditorSettings): string[] {
  const { project } = look;
  const record = look.look?.gathered.record;
  const { mode, options } = record?.chosen && look.mode !== 'none' ? record.chosen : look;
  if (mode === 'none') return [];
  const isPersonal = project.file === personalConfig;
  const config = isPersonal ? record?.team?.path : project.configFile;
  const { dockerPath, collection, devcontainerPath } = settings;
  return [
    mode,
    project.folder,
    ...(isPersonal ? ['--personal'] : []),
    ...(config === undefined ? [] : ['--config', config]),
    ...(mode === 'share' ? shareWords(options) : []),
    // The editor has asked when the mode was chosen; whoever rebuilds has not asked for another change.
    '--no-install-claude',
    '--up',
    '--recreate',
    ...(dockerPath ? ['--docker-path', dockerPath] : []),
    ...(collection ? ['--collection', collection] : []),
    ...(devcontainerPath ? ['--devcontainer-path', devcontainerPath] : []),
  ];
}
