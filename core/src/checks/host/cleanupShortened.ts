import { counted } from '../../counted.ts';
import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

/** Claude Code's own, when no settings say otherwise. */
const defaultDays = 30;

export const cleanupShortened = defineCheck({
  code: 'cleanup-shortened',
  place: 'host',
  severity: 'warning',
  title: 'Project shortens cleanup',
  why: 'Claude Code deletes conversations that were not used for `cleanupPeriodDays` (30, unless settings say otherwise), of every project, minutes after it is started in a terminal. The `.claude/settings.json` and `.claude/settings.local.json` of the project it is started in go before your own. The container writes the workspace: it can have Claude Code on this host delete what you have of all projects.',
  remedy:
    'Look who put it in (`git log`, `git diff`), and take it out. `claude-sessions keep on` has conversations kept before they are deleted.',
  needs: ['host'],
  find({ host: { settings } }) {
    const { cleanupOfProject, cleanupOfUser = defaultDays } = settings;
    if (!cleanupOfProject || !(cleanupOfProject.days < cleanupOfUser)) return [];
    const { file, days } = cleanupOfProject;
    return [
      {
        severity: 'warning',
        message: `Claude Code that is started in this project deletes conversations of all projects after ${counted(days, 'day')}, elsewhere after ${cleanupOfUser}.`,
        evidence: [`${file}: "cleanupPeriodDays": ${days}`],
        fix: advice`Take it out, unless you put it there. With claude-sessions keep on, conversations are kept before they are deleted.`,
      },
    ];
  },
});
