import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import { escapeControls } from '../terminal/output.ts';
import type { Leftover } from './leftovers.ts';

/** What is left of a project, for people: its folder, then a line for each thing. */
export function leftoverLines(
  { project, uncertain, adoptedBy, volumes, containers, host }: Leftover,
  home: string,
): string[] {
  const short = (path: string) => shortenHome(escapeControls(path), home);
  const why = adoptedBy
    ? `taken over by ${short(adoptedBy)}`
    : uncertain
      ? 'not there; its disk may not be mounted'
      : 'gone';
  const { conversations, folder } = host;
  return [
    `${short(project.folder)}: ${why}`,
    `  record      ${short(project.preparedFolder)}`,
    ...containers.map(
      ({ name, running }) => `  container   ${escapeControls(name)}, ${running ? 'running' : 'stopped'}`,
    ),
    ...volumes.map(
      ({ name, size }) =>
        `  volume      ${escapeControls(name)}${size === undefined ? '' : `, ${escapeControls(size)}`}`,
    ),
    ...(conversations > 0
      ? [
          `  stays       ${conversations === 1 ? '1 conversation' : `${conversations} conversations`} in ${short(folder)}`,
        ]
      : []),
  ];
}

/** The same for programs. */
export function leftoverJson({ project, ...rest }: Leftover): Record<string, unknown> {
  const { folder, id, preparedFolder } = project;
  return { folder, devcontainerId: id, preparedFolder, ...rest };
}
