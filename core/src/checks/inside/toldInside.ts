import type { InsideFacts } from '../../container/insideReport.ts';
import type { Found } from '../../findings/check.ts';
import type { Severity } from '../../findings/finding.ts';

/** A container can say as much as it likes. */
const maxFindings = 10;
const maxLines = 20;
const maxLength = 1000;

const ranks: readonly Severity[] = ['information', 'warning', 'error'];

/**
 * What a container reports under a code, as it says it, within bounds and no worse than `worst`. Its advice is left out:
 * whatever runs in there may have written it.
 */
export function toldInside(
  { doctor }: InsideFacts,
  worst: Severity,
  isMeant: (code: string) => boolean,
): (Omit<Found, 'fix'> & { code: string })[] {
  return (doctor?.findings ?? [])
    .filter(({ code }) => isMeant(code))
    .slice(0, maxFindings)
    .map(({ code, severity, message, evidence }) => ({
      code: cut(code),
      severity: ranks[Math.min(Math.max(ranks.indexOf(severity), 0), ranks.indexOf(worst))] ?? worst,
      message: cut(message),
      evidence: evidence
        .split('\n')
        .filter((line) => line !== '')
        .slice(0, maxLines)
        .map(cut),
    }));
}

function cut(text: string): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)} …` : text;
}
