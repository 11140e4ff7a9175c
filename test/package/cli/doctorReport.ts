import { expectReport } from '../../harness/project/reportSchema.ts';
import type { CliPlace } from './place.ts';

/** What `doctor --json` prints, as far as the tests look at it. */
export interface Report {
  checks: { code: string; state: string; why?: string }[];
  findings: { code: string; severity: string; evidence: string[] }[];
  attempts: { action: string; result: string; what: string }[];
}

/** Runs `doctor --json`; what it prints keeps to the published schema. */
export async function reportOf(place: CliPlace, ...args: string[]): Promise<Report> {
  const report = await place.json('doctor', ...args);
  expectReport(report);
  return report as unknown as Report;
}

export const codesOf = ({ findings }: Report): string[] => findings.map(({ code }) => code);
