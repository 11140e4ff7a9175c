import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

const byWords = {
  setting: '"disableAllHooks": true',
  link: 'a link',
  unread: 'cannot be read (too large, or no UTF-8 text)',
} as const;

export const hooksSwitchedOff = defineCheck({
  code: 'hooks-switched-off',
  place: 'host',
  severity: 'error',
  title: 'Project switches hooks off',
  why: 'With `disableAllHooks` in the `.claude/settings.json` or `.claude/settings.local.json` of the folder in which it is started (the project’s or a sub-folder; looked for four levels down), Claude Code on this host runs no hooks, not even those of your own settings: the guard is silently off. The container writes the workspace, so it can put that in, or a link in the place of the file, which is not followed, or a file that cannot be read here. Where the guard is not on, this is a warning: your own hooks do not run.',
  remedy:
    'Look who put it in (`git log`, `git diff`), and take it out. If it is meant to be there, let `claude-sessions continue --host` check what the container wrote before Claude Code starts.',
  needs: ['configuration', 'host'],
  find({ configuration: { configured }, host: { settings } }) {
    const { hooksOff = [], guarded } = settings;
    if (configured?.mode !== 'share' || hooksOff.length === 0) return [];
    return [
      {
        severity: guarded ? 'error' : 'warning',
        message: guarded
          ? 'The guard does not run in this project, or may not: the project’s own settings switch hooks off.'
          : 'Your hooks do not run in this project, or may not: its own settings switch them off.',
        evidence: hooksOff.map(({ file, by }) => `${file}: ${byWords[by]}`),
        fix: advice`Take it out, unless you put it there. ${ourCommand('continue', '--host')} checks what the container wrote before Claude Code starts.`,
      },
    ];
  },
});
