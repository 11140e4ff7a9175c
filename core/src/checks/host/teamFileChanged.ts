import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { modeCommand } from '../../findings/words.ts';

export const teamFileChanged = defineCheck({
  code: 'team-file-changed',
  place: 'host',
  severity: 'warning',
  title: 'The team’s file has changed',
  why: 'A personal configuration is a copy of the team’s with ours in it. The team’s file has changed since it was made, and yours does not have that.',
  remedy: 'Run `claude-sessions share --personal` again, which copies it again.',
  anchor: 'top',
  needs: ['configuration', 'host'],
  find: ({ configuration, host }) =>
    host.teamChanged
      ? [
          {
            severity: 'warning',
            message: 'The team’s devcontainer.json has changed since your personal one was made of it.',
            evidence: [configuration.file],
            fix: advice`Run ${modeCommand(configuration)} again.`,
          },
        ]
      : [],
});
