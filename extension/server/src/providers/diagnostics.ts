import { documentationUrl } from '@claude-sessions/core/findings/documentation.ts';
import type { Severity } from '@claude-sessions/core/findings/finding.ts';
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import type { Client } from '../contract/client.ts';
import type { PlacedFinding } from '../file/checkText.ts';
import { findingText } from '../file/findingText.ts';
import type { CheckedText } from '../file/OpenFile.ts';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

/** For a broken file of some size; more helps nobody. */
const maxDiagnostics = 200;

/** The findings of a file, as the client shows them. */
export function diagnostics(reading: CheckedText, client: Pick<Client, 'commandWords'>): Diagnostic[] {
  return reading.findings.slice(0, maxDiagnostics).map((finding) => diagnosticOf(finding, reading, client));
}

/** One finding as the client shows it. */
export function diagnosticOf(
  finding: PlacedFinding,
  { document, configuration }: Pick<CheckedText, 'document' | 'configuration'>,
  { commandWords }: Pick<Client, 'commandWords'>,
): Diagnostic {
  const { offset, length } = finding.range;
  return {
    source: 'claude-sessions',
    code: finding.code,
    codeDescription: { href: documentationUrl(finding.code) },
    severity: severities[finding.severity],
    range: { start: document.positionAt(offset), end: document.positionAt(offset + length) },
    message: findingText(finding, configuration.document.text.slice(offset, offset + length), commandWords),
  };
}
