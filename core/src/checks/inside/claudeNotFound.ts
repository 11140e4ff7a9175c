import { advice, adviceText, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { toldInside } from './toldInside.ts';

const fix = advice`Install it in the container, for example with ${ourCommand('share', '--install-claude')} or ${ourCommand('isolate', '--install-claude')}.`;

export const claudeNotFound = defineCheck({
  code: 'claude-not-found',
  place: 'inside',
  severity: 'warning',
  title: 'Claude Code is not found',
  why: 'The state is kept, but there is no `claude` on the user’s PATH to use it.',
  remedy: adviceText(fix),
  needs: ['configuration', 'inside'],
  find({ configuration: { configured }, inside }) {
    if (!configured || configured.mode === 'none') return [];
    const told = toldInside(inside, (code) => (code === 'claude-not-found' ? 'warning' : undefined));
    if (told.length > 0) return told.map(({ code: _, ...finding }) => ({ ...finding, fix }));
    if (inside.doctor || inside.claudeFound) return [];
    return [
      {
        severity: 'warning',
        message: 'Claude Code was not found in the container.',
        evidence: ['claude: not on the PATH of the user'],
        fix,
      },
    ];
  },
});
