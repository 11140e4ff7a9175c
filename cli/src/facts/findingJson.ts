import { adviceText, type CommandWords } from '@claude-sessions/core/findings/advice.ts';
import { documentationUrl } from '@claude-sessions/core/findings/documentation.ts';
import type { Finding } from '@claude-sessions/core/findings/finding.ts';
import { findingPlace } from './findingPlace.ts';
import type { Look } from './lookAt.ts';

/** A finding for programs: as `schemas/doctor-report.schema.json` says. */
export function findingJson(
  look: Pick<Look, 'gathered'>,
  finding: Finding,
  words: CommandWords,
): Record<string, unknown> {
  const { code, severity, place, message, evidence, fix, action, range } = finding;
  const at = findingPlace(look, finding);
  return {
    ...{ code, severity, place, message, evidence, fix: adviceText(fix, words) },
    action: action?.kind ?? null,
    ...(range && { range: { offset: range.offset, length: range.length } }),
    ...(at && { at: { ...at } }),
    documentation: documentationUrl(code),
  };
}
