import type { InsideFacts } from '../../container/insideReport.ts';
import type { Found } from '../../findings/check.ts';
import type { Severity } from '../../findings/finding.ts';

/** A container can say as much as it likes. */
const maxFindings = 10;
const maxLines = 20;
const maxLength = 1000;

const ranks: readonly Severity[] = ['information', 'warning', 'error'];

/**
 * What a container reports, as it says it and within bounds. Its advice is left out: whatever runs in there may have
 * written it.
 * @param worst the most that is made of what it reports under a code; undefined where that is not meant
 */
export function toldInside(
  { doctor }: InsideFacts,
  worst: (code: string) => Severity | undefined,
): (Omit<Found, 'fix'> & { code: string })[] {
  return (doctor?.findings ?? [])
    .flatMap((finding) => {
      const most = worst(finding.code);
      return most === undefined ? [] : [{ ...finding, severity: atMost(finding.severity, most) }];
    })
    .slice(0, maxFindings)
    .map(({ code, severity, message, evidence }) => ({
      code: cut(code),
      severity,
      message: cut(message),
      evidence: evidence
        .split('\n')
        .filter((line) => line !== '')
        .slice(0, maxLines)
        .map(cut),
    }));
}

function atMost(severity: Severity, most: Severity): Severity {
  return ranks[Math.min(Math.max(ranks.indexOf(severity), 0), ranks.indexOf(most))] ?? most;
}

function cut(text: string): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)} …` : text;
}
