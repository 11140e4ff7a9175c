import type { FixAction, Severity } from '../../findings/finding.ts';

/** What `claude-state` in a container can report, and what we say of it. */
export interface InsideRow {
  readonly code: string;
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
  /** The fix in words. Ours: what a container says is shown, never followed. */
  readonly fix: string;
  readonly action?: Extract<FixAction['kind'], 'heal' | 'bridge' | 'recreate'>;
}
