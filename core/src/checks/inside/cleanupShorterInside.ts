import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

/** Claude Code's own, when no settings say otherwise (2.1.329). */
const defaultDays = 30;

export const cleanupShorterInside = defineCheck({
  code: 'cleanup-shorter-inside',
  place: 'inside',
  severity: 'warning',
  title: 'Shorter cleanup inside',
  why: 'Claude Code deletes conversations that are older than `cleanupPeriodDays` (30, unless settings say otherwise). The sweep in the container goes by the container’s settings, over the conversations that it shares with the host.',
  remedy:
    'Set `cleanupPeriodDays` to the same inside: share your settings (`claude-sessions share` without `--no-profile`), or set it in the project’s `.claude/settings.json`.',
  needs: ['configuration', 'host', 'inside'],
  find({ configuration: { configured }, host, inside }) {
    if (configured?.mode !== 'share') return [];
    const here = host.settings.cleanupPeriodDays ?? defaultDays;
    const there = inside.cleanupPeriodDays ?? defaultDays;
    // "there" may be nonsense: a container said it.
    if (!(there < here)) return [];
    return [
      {
        severity: 'warning',
        message: `Claude Code in the container deletes conversations after ${there} days, on this host after ${here}.`,
        evidence: [`cleanupPeriodDays: ${here} on the host, ${there} inside`],
        fix: advice`Set "cleanupPeriodDays": ${here} in the project’s .claude/settings.json.`,
      },
    ];
  },
});
