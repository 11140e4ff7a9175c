import { counted } from '../counted.ts';
import type { Finding, Severity } from './finding.ts';

/** How much was found, in a few words that can stand as a sentence: `2 errors, 1 note`. */
export function countFindings(findings: readonly Pick<Finding, 'severity'>[]): string {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return countWords(count('error'), count('warning'), count('information')) || 'Nothing is wrong';
}

/** The worst severity among some; undefined of none. */
export function worstSeverity(of: readonly Pick<Finding, 'severity'>[]): Severity | undefined {
  const fromWorst: readonly Severity[] = ['error', 'warning', 'information'];
  return fromWorst.find((each) => of.some(({ severity }) => severity === each));
}

/** `2 errors, 1 note`; empty when there is none. */
export function countWords(errors: number, warnings: number, notes = 0): string {
  return [
    { number: errors, word: 'error' },
    { number: warnings, word: 'warning' },
    { number: notes, word: 'note' },
  ]
    .filter(({ number }) => number > 0)
    .map(({ number, word }) => counted(number, word))
    .join(', ');
}
