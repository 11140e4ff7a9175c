import type { Advice } from '../../findings/advice.ts';
import type { InsideFix, Severity } from '../../findings/finding.ts';

/** Something that `claude-state` in a container can report, and how we present it. */
export interface InsideRow {
  /** As `claude-state` calls it. */
  readonly code: string;
  /** The code of the check that reports it; left out, its own. */
  readonly check?: string;
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
  /** Ours: what a container says is shown, never followed. */
  readonly fix: Advice;
  readonly action?: InsideFix;
  /** As `Check.explains`; only of a row that has a check to itself. */
  readonly explains?: readonly string[];
}
