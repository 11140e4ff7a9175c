import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { found } from '../../findings/editAction.ts';
import { readDocument } from '../../findings/readDocument.ts';
import { storeSites } from './storeSites.ts';

export const volumeOfAllProjects = defineCheck({
  code: 'volume-of-all-projects',
  place: 'configuration',
  severity: 'warning',
  title: 'One volume for every project',
  why: 'A volume whose name says nothing of the project is the same one in every dev container that uses that name. Whatever runs in one of them, such as a script of a package, reads the conversations of all the others, and can change the settings, hooks and memory that Claude Code follows there.',
  remedy:
    'Run `claude-sessions share` or `isolate`, which keep a volume for each dev container and offer to take over what this one holds. By hand: put `${devcontainerId}` into the name.',
  needs: ['configuration'],
  find({ configuration }) {
    if (configuration.configured?.mode !== 'none') return [];
    const usesCompose = 'dockerComposeFile' in readDocument(configuration).value;
    return storeSites(configuration).flatMap(({ mount, volumeName, text, range, at }) => {
      // Docker Compose puts the project's name in front of a volume's, unless the file says another.
      const name = usesCompose ? volumeName : mount.source;
      if (mount.type !== 'volume' || name === undefined || !isOfNoProject(name)) return [];
      return [
        found({
          severity: 'warning',
          message: `Every dev container with a volume of the name ${name} has this same one: they share one login, and each can read and change the conversations and settings of the others.`,
          evidence: [text],
          fix: advice`Run ${ourCommand('share')} or ${ourCommand('isolate')}, which keep a volume for each dev container; or put \${devcontainerId} into the name.`,
          range,
          at,
        }),
      ];
    });
  },
});

/** Words that say what is in a volume, and not whose it is. */
const generalWords = new Set(
  (
    'ai anthropic auth cache cc cfg claude cli code common conf config configs configuration container containers cred ' +
    'credential credentials creds data dev devcontainer devcontainers dir directory dirs dot dotfiles env environment ' +
    'files folder folders general global history home host local login logins my node persist persisted persistence ' +
    'persistent private profile root secrets session sessions settings share shared state states storage store stores ' +
    'token tokens user users vol vols volume volumes vscode work workspace workspaces ws'
  ).split(' '),
);

/** True for a name that is the same in every project, and does not read as that of one. */
function isOfNoProject(name: string): boolean {
  // A user's is the same in all projects of that user.
  const fixed = name.replace(/\$\{(?:localEnv|env):(?:USER|USERNAME|LOGNAME)(?::[^}]*)?\}/g, '');
  if (fixed.includes('$')) return false;
  return fixed
    .toLowerCase()
    .split(/[-_.]+/)
    .every((word) => word === '' || generalWords.has(word));
}
