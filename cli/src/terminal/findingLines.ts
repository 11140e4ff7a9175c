import type { Severity } from '@claude-sessions/core/findings/finding.ts';
import { severityWords } from '@claude-sessions/core/findings/labels.ts';
import { escapeControls, out } from './output.ts';

/** What a command shows of a finding; texts may be a container's, and are escaped here. */
interface PrintedFinding {
  readonly severity: Severity;
  readonly message: string;
  readonly code: string;
  /** Where it is, as `file:line`. */
  readonly at?: string | undefined;
  readonly evidence?: readonly string[];
  /** What to do about it; empty or left out where that is said elsewhere. */
  readonly todo?: string;
  /** The page that explains it. */
  readonly more?: string;
}

const colours = { error: out.red, warning: out.yellow, information: (text: string) => text };

/** A finding as every command prints it: a line that says what, and below it where, what was seen, and what to do. */
export function findingLines({
  severity,
  message,
  code,
  at,
  evidence,
  todo,
  more,
}: PrintedFinding): string[] {
  return [
    `${colours[severity](severityWords[severity])}: ${escapeControls(`${message} [${code}]`)}`,
    ...(at ? [`  at: ${escapeControls(at)}`] : []),
    ...(evidence ?? []).map((line) => `  seen: ${escapeControls(line)}`),
    ...(todo ? [`  to do: ${escapeControls(todo)}`] : []),
    ...(more ? [`  more: ${more}`] : []),
  ];
}
