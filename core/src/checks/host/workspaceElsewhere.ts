import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const workspaceElsewhere = defineCheck({
  code: 'workspace-elsewhere',
  place: 'host',
  severity: 'error',
  title: 'Another folder is mounted',
  anchor: 'elsewhere',
  why: 'The Dev Containers tools ask git which folder to mount, and git goes by `core.worktree` in `.git/config`: a file that whatever runs in the container can write. The next start would hand it another folder of this host.',
  remedy:
    'See what sets it (`git config --show-origin core.worktree`, or the variable `GIT_WORK_TREE`) and take it out, unless you set it yourself and mean it: then write `workspaceMount` into devcontainer.json.',
  needs: ['host'],
  find: ({ host: { mountedInstead, workspace } }) =>
    mountedInstead === undefined
      ? []
      : [
          {
            severity: 'error',
            message: `Because of git's configuration, the Dev Containers tools mount another folder than the project's: ${mountedInstead}.`,
            evidence: [`${workspace.path} -> ${mountedInstead}`],
            fix: advice`See what sets it (\`git config --show-origin core.worktree\` in the project, or GIT_WORK_TREE) and take it out. If you mean it, write "workspaceMount" into devcontainer.json.`,
          },
        ],
});
