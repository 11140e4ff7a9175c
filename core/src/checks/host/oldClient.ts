import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

/** The last version whose turns vanish; 2.1.133 and later are fine (measured, with 2.1.332 going on). */
const lastVanishing = '2.1.118';

export const oldClient = defineCheck({
  code: 'old-client',
  place: 'host',
  severity: 'warning',
  title: 'Old and new Claude Code mixed',
  why: 'Claude Code 2.1.118 and older does not record where a conversation stands. When a newer version continues it, what was said with the old one is no longer shown and no longer known to Claude. The file keeps every byte.',
  remedy:
    'Update Claude Code on the side that has the old version: `claude update`, or rebuild the container without its cache.',
  anchor: 'elsewhere',
  needs: ['configuration', 'host'],
  find({ configuration: { configured }, host: { clientVersions } }) {
    if (configured?.mode !== 'share') return [];
    const old = clientVersions.filter((version) => compareVersions(version, lastVanishing) <= 0);
    const newer = clientVersions.filter((version) => !old.includes(version));
    if (old.length === 0 || newer.length === 0) return [];
    return [
      {
        severity: 'warning',
        message: `This project's conversations were written by Claude Code ${old.at(-1)} and by newer versions: when a newer one continues, what was said with ${lastVanishing} or older is no longer shown.`,
        evidence: [`old: ${old.join(', ')}`, `newer: ${newer.join(', ')}`],
        fix: advice`Update Claude Code on the host or in the container, whichever has the old version.`,
      },
    ];
  },
});

/** Of versions `a.b.c`, as for sorting. */
function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
