import { documentationUrl } from '@claude-sessions/core/findings/documentation.ts';
import type { Finding, Severity } from '@claude-sessions/core/findings/finding.ts';
import { type Diagnostic, DiagnosticSeverity, type Range } from 'vscode-languageserver';
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
  client: Pick<Client, 'commandWords'>,
): Diagnostic {
  const { offset, length } = finding.range;
  const range = { start: document.positionAt(offset), end: document.positionAt(offset + length) };
  return diagnosticAt(range, finding, configuration.document.text.slice(offset, offset + length), client);
}

/**
 * The findings at files that a devcontainer.json names, by their URIs.
 * @param uri of the devcontainer.json
 * @param file the same relative to the workspace folder
 */
export function diagnosticsElsewhere(
  { elsewhere }: Pick<CheckedText, 'elsewhere'>,
  { uri, file }: { readonly uri: string; readonly file: string },
  client: Pick<Client, 'commandWords'>,
): Map<string, Diagnostic[]> {
  const found = new Map<string, Diagnostic[]>();
  for (const finding of elsewhere.slice(0, maxDiagnostics)) {
    const { line, column, endLine, endColumn } = finding.at;
    const start = { line: line - 1, character: column - 1 };
    const range = { start, end: { line: endLine - 1, character: endColumn - 1 } };
    const other = besideUri(uri, file, finding.at.file);
    found.set(other, [...(found.get(other) ?? []), diagnosticAt(range, finding, '', client)]);
  }
  return found;
}

function diagnosticAt(
  range: Range,
  finding: Finding,
  marked: string,
  { commandWords }: Pick<Client, 'commandWords'>,
): Diagnostic {
  return {
    source: 'claude-sessions',
    code: finding.code,
    codeDescription: { href: documentationUrl(finding.code) },
    severity: severities[finding.severity],
    range,
    message: findingText(finding, marked, commandWords),
  };
}

/** The URI of a file as it is shown: relative to the workspace folder, or absolute. */
function besideUri(uri: string, file: string, other: string): string {
  const path = other.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
  if (other.startsWith('/')) return `file://${path}`;
  if (/^[A-Za-z]:/.test(other)) return `file:///${path}`;
  const folder = uri.split('/').slice(0, -file.split('/').length);
  return `${folder.join('/')}/${path}`;
}
