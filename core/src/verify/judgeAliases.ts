import { containerConfigDir, containerHostDir } from '../containerPaths.ts';
import { type VerifyFinding, verifyFinding } from './verifyFinding.ts';

/** The list of other folders whose conversations Claude Code's picker lists with the project's. */
export const aliasesName = '.session-aliases';

/**
 * What in that list leads out of Claude's folder: a container could have put a conversation there that nobody looks through.
 * @param lines undefined for a list that is too long to be read
 * @param projects the folder on this host in which the projects' folders are
 */
export function judgeAliases(lines: readonly string[] | undefined, projects: string): VerifyFinding[] {
  const elsewhere = lines?.filter((line) => !isKnown(line, projects));
  if (elsewhere?.length === 0) return [];
  return [
    verifyFinding('listed-elsewhere', {
      path: aliasesName,
      message: elsewhere
        ? 'It names folders outside of Claude’s: their conversations would be listed with this project’s, and are not looked through.'
        : 'Too long to be looked through: Claude Code would list the conversations of every folder that it names.',
      evidence: (elsewhere ?? []).slice(0, 5),
      identity: elsewhere?.join('\n') ?? '',
    }),
  ];
}

/** By the bridge, or by Claude Code of its own: inside, where on this host there is nothing, or here. */
function isKnown(line: string, projects: string): boolean {
  if (line === `${containerHostDir}/project`) return true;
  return [projects, `${containerConfigDir}/projects`].some(
    (folder) => line.startsWith(folder) && /^[\\/][A-Za-z0-9_-]+$/.test(line.slice(folder.length)),
  );
}
