import { plainCopies } from '../catalogue.ts';
import { filterSettings } from './filterSettings.ts';
import { onboardingFile } from './onboarding.ts';
import { type ProjectFolders, projectAnswers } from './projectAnswers.ts';

/** The host's files, absent where there is none; text or bytes (latin1), as they are to be written again. */
interface HostFiles {
  settings?: string | undefined;
  /** Those of `plainCopies`, by their names. */
  plain?: ReadonlyMap<string, string | undefined>;
  /** `.claude.json`: of this only what the catalogue names. */
  claudeJson?: string | undefined;
  /** The same in characters, and by which folders it knows the project. */
  project?: { readonly claudeJson: string; readonly folders: ProjectFolders };
}

/** The contents of `files/`: name to content, `undefined` for a file that must not be there. */
interface PreparedFiles {
  files: ReadonlyMap<string, string | undefined>;
  leftOut: string[];
}

const NOTE_HEAD =
  'Not in these copies: what may hold a secret, could not be read, or would keep Claude Code from starting. Names only; the values stayed on the host.';

/** The copies that the container gets to see, and what was left out of them. */
export function preparedFiles(host: HostFiles): PreparedFiles {
  const settings = filterSettings(host.settings ?? '');
  const answers = host.project && projectAnswers(host.project.claudeJson, host.project.folders);
  const leftOut = [...settings.leftOut, ...(answers?.leftOut ?? [])];
  const files = new Map<string, string | undefined>([
    ['settings.json', settings.copy],
    ['left-out.txt', leftOut.length > 0 ? `${[NOTE_HEAD, ...leftOut].join('\n')}\n` : undefined],
    ['onboarding.json', onboardingFile(host.claudeJson ?? '')],
    ['project.json', answers?.text],
    ...plainCopies.map((name) => [name, host.plain?.get(name)] as const),
  ]);
  return { files, leftOut };
}
