import { counted } from '@claude-sessions/core/counted.ts';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import { escapeControls } from '../terminal/output.ts';
import type { Leftover } from './leftovers.ts';

/** What is left of a project, for people: its folder, then a line for each thing. @param verbose with the ids by which the tools know it */
export function leftoverLines(
  { project, uncertain, adoptedBy, volumes, containers, host, mirrors }: Leftover,
  home: string,
  { verbose }: { readonly verbose?: boolean | undefined } = {},
): string[] {
  const short = (path: string) => shortenHome(escapeControls(path), home);
  const why = adoptedBy
    ? `taken over by ${short(adoptedBy)}`
    : uncertain
      ? 'not there; its disk may not be mounted'
      : 'gone';
  const stays = [host, ...mirrors.map(({ path, conversations }) => ({ folder: path, conversations }))];
  return [
    `${short(project.folder)}: ${why}`,
    `  record      ${short(project.preparedFolder)}`,
    ...(verbose ? [`  id          ${project.id}`] : []),
    ...containers.map(({ id, name, running }) => {
      const words = `${name}${verbose ? ` (${id})` : ''}, ${running ? 'running' : 'stopped'}`;
      return `  container   ${escapeControls(words)}`;
    }),
    ...volumes.map(
      ({ name, home: isHome, size }) =>
        `  volume      ${escapeControls(name)}${isHome ? ', the whole home' : ''}${size === undefined ? '' : `, ${escapeControls(size)}`}`,
    ),
    ...stays
      .filter(({ conversations }) => conversations > 0)
      .map(
        ({ conversations, folder }) =>
          `  stays       ${counted(conversations, 'conversation')} in ${short(folder)}`,
      ),
  ];
}

/** The same for programs. */
export function leftoverJson({ project, ...rest }: Leftover): Record<string, unknown> {
  const { folder, id, preparedFolder } = project;
  return { folder, devcontainerId: id, preparedFolder, ...rest };
}
