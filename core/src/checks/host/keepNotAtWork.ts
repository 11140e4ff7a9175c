import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const keepNotAtWork = defineCheck({
  code: 'keep-not-at-work',
  place: 'host',
  severity: 'warning',
  title: 'Keep does nothing',
  why: 'The hooks of `claude-sessions keep on` are in your settings.json, and what they run is gone, or is of another version: Node or this program was moved, updated or removed. Claude Code is not disturbed by that, and conversations are not kept before it deletes them.',
  remedy: 'Run `claude-sessions keep on` again, or take the hooks out with `claude-sessions keep off`.',
  needs: ['host'],
  find({ host: { settings } }) {
    const { keepProblems = [] } = settings;
    if (keepProblems.length === 0) return [];
    return [
      {
        severity: 'warning',
        message: 'Conversations are not kept before Claude Code deletes them, although keep is on.',
        evidence: keepProblems,
        fix: advice`Run claude-sessions keep on again, or claude-sessions keep off.`,
      },
    ];
  },
});
