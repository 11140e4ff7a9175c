import { scriptNames } from '@claude-sessions/core/share/initializeCommand.ts';

/** Looked at together with the devcontainer.json that they lie beside. */
const beside = [
  scriptNames.sh,
  scriptNames.ps1,
  '.claude-sessions/compose.yaml',
  '*.yml',
  '*.yaml',
  '*.env',
  '.env',
];

/** The files of a folder by which a look changes, as one glob pattern: all that the specification allows, and ours beside them. */
export const watchedFiles = `{${[
  '.devcontainer.json',
  ...beside,
  ...['.devcontainer', '.devcontainer/*'].flatMap((folder) =>
    ['devcontainer.json', ...beside].map((name) => `${folder}/${name}`),
  ),
].join(',')}}`;
