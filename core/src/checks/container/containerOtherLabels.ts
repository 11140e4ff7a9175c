import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const containerOtherLabels = defineCheck({
  code: 'container-other-labels',
  place: 'container',
  severity: 'information',
  title: 'Container with other labels',
  why: 'Dev containers are found by their labels. One that a tool started with labels of its own (`devcontainer up --id-label …`) works, but VS Code and we do not take it for this project’s: it is not looked into, and another one would be made beside it, with a volume and a login of its own.',
  remedy:
    'Start the project without `--id-label`; or stay with that tool, and run `claude-state doctor` in the container.',
  explains: ['no-container'],
  needs: ['engine'],
  find: ({ engine: { command, otherwiseLabelled = [] } }) =>
    otherwiseLabelled.map(({ name, running }) => ({
      severity: 'information',
      message: `The container ${name} is of this project by its mounts, but was started with other labels: the Dev Containers tools would make a second one.`,
      evidence: [
        `${name}, ${running ? 'running' : 'stopped'}: mounts the project and Claude’s volume, without the label devcontainer.local_folder`,
      ],
      fix: advice`Start the project without \`--id-label\`; or stay with the tool that started it, and look inside by \`${command} exec ${name} claude-state doctor\`.`,
    })),
});
