import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import { escapeControls } from '../terminal/output.ts';
import type { Leftover } from './leftovers.ts';

/** What is left of a project, for people: its folder, then a line for each thing. @param verbose with the ids by which the tools know it */
export function leftoverLines(
  { project, uncertain, adoptedBy, volumes, containers, host }: Leftover,
  home: string,
  { verbose }: { readonly verbose?: boolean | undefined } = {},
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
    ...(verbose ? [`  id          ${project.id}`] : []),
    ...containers.map(({ id, name, running }) => {
      const words = `${name}${verbose ? ` (${id})` : ''}, ${running ? 'running' : 'stopped'}`;
      return `  container   ${escapeControls(words)}`;
    }),
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
