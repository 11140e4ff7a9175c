import type { UnknownName } from './lineFact.ts';
import { cut } from './occurrences.ts';
import type { Occurring } from './transcriptFacts.ts';
import { type VerifyFinding, verifyFinding } from './verifyFinding.ts';

const what: Readonly<Record<UnknownName['list'], string>> = {
  lines: 'Lines of a type that is',
  attachments: 'Attachments of a type that is',
  subtypes: 'System lines of a subtype that is',
  members: 'Lines with a member that is',
  forms: 'Lines with a member that acts, in a form that is',
};

/** Names that are not known to be harmless: a finding each, so that accepting one covers no other. */
export function judgeUnknown(path: string, unknown: readonly Occurring<UnknownName>[]): VerifyFinding[] {
  return unknown.map(({ what: { list, name, acts }, line, count }) =>
    verifyFinding('unknown-name', {
      path,
      line,
      count,
      severity: acts ? 'error' : 'warning',
      message: `${what[list]} not known to be harmless: ${cut(name)}.`,
      identity: `${list}\n${acts ? 'acts' : ''}\n${name}`,
    }),
  );
}
