import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const noContainer = defineCheck({
  code: 'no-container',
  place: 'container',
  severity: 'information',
  title: 'No container yet',
  why: 'What is configured has not been built yet, so what a container really mounts could not be looked at.',
  remedy:
    'Open the project in its dev container, or run `claude-sessions share --up` or `claude-sessions isolate --up`.',
  needs: ['configuration', 'engine'],
  find({ configuration: { configured }, engine }) {
    const isSetUp = configured !== undefined && configured.mode !== 'none';
    if (!isSetUp || engine.hasContainer || engine.unreachable !== undefined) return [];
    return [
      {
        severity: 'information',
        message: 'This project has no container yet.',
        evidence: [],
        fix: advice`Open the project in its dev container, or run ${ourCommand(configured.mode, '--up')}.`,
      },
    ];
  },
});
