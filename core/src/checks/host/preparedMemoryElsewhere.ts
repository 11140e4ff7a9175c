import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { plainPath } from '../../mounts/claudeSource.ts';

export const preparedMemoryElsewhere = defineCheck({
  code: 'prepared-memory-elsewhere',
  place: 'host',
  severity: 'error',
  title: 'Memory link leads elsewhere',
  why: 'Claude Code files memory by the git repository. The container keeps the memory that it got when the project was first shared, whatever has changed in the repository since: a container can write `.git`.',
  remedy:
    'If you changed the repository yourself, delete the link (only the link), run `claude-sessions prepare` and rebuild. `--fix` makes a link that leads nowhere again.',
  needs: ['configuration', 'host'],
  find({ configuration, host: { prepared, memoryFolder, keepsTo } }) {
    const { memory } = prepared;
    const isThere = memory.link || memory.kind !== 'missing';
    if (configuration.configured?.mode !== 'share' || !isThere || keepsTo !== undefined) return [];
    const evidence = [`${memory.path} -> ${memory.realPath}`, `this project’s: ${memoryFolder.path}`];
    if (memory.kind === 'missing') {
      return [
        {
          severity: 'error',
          message: 'The prepared link to the memory leads nowhere: the container will not start.',
          evidence,
          fix: advice`Run ${ourCommand('prepare')}.`,
          action: { kind: 'prepare' },
        },
      ];
    }
    if (plainPath(memory.realPath) === plainPath(memoryFolder.realPath)) return [];
    return [
      {
        severity: 'warning',
        message:
          'Claude Code on this host now keeps this project’s memory elsewhere; the container still gets the one from before.',
        evidence,
        fix: advice`If you changed the git repository yourself: delete ${memory.path} (the link only), run ${ourCommand('prepare')}, then rebuild the container.`,
      },
    ];
  },
});
