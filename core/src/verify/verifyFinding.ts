import type { Finding, Severity } from '../findings/finding.ts';
import { type VerifyCode, verifyKinds } from './verifyCodes.ts';

/** One thing that `verify` found in the project's folder. */
export interface VerifyFinding extends Omit<Finding, 'fix'> {
  readonly code: VerifyCode;
  /** Markdown: `remedy` of its code. */
  readonly fix: string;
  /** Below the project's folder, with `/`; empty for the folder itself. May hold anything. */
  readonly path: string;
  /** The first line that it is about, from 1. */
  readonly line?: number;
  /** How many lines or entries it is about. */
  readonly count: number;
  /** By this it is recognized once it was accepted: the same finding has the same identity in the next run. */
  readonly identity: string;
}

/** The rest of a finding comes from the table of codes. */
interface FindingParts {
  readonly path: string;
  readonly message: string;
  readonly line?: number | undefined;
  readonly count?: number;
  readonly evidence?: readonly string[];
  /** When it is milder than the worst of its code. */
  readonly severity?: Severity;
  /** Distinguishes it from others of its code and path; the evidence, unless given. */
  readonly identity?: string;
}

/** Makes a finding of a code: severity and what to do from the table. */
export function verifyFinding(code: VerifyCode, parts: FindingParts): VerifyFinding {
  const { path, message, line, count = 1, evidence = [], severity, identity } = parts;
  const kind = verifyKinds[code];
  return {
    code,
    severity: severity ?? kind.severity,
    place: 'host',
    path,
    message,
    ...(line !== undefined && { line }),
    count,
    evidence,
    fix: kind.remedy,
    identity: [code, path, identity ?? evidence.join('\n')].join('\n'),
  };
}
