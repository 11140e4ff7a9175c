import { type FixAction, fixesOf, fixTitle, type Offer } from '@claude-sessions/core/findings/finding.ts';
import { hasEdit, planEdits } from '@claude-sessions/core/findings/planEdits.ts';
import { type CodeAction, CodeActionKind, type CodeActionParams, type Range } from 'vscode-languageserver';
import type { Client } from '../contract/client.ts';
import type { FixRequest } from '../contract/serverHost.ts';
import { type PlacedFinding, resultsFor } from '../file/checkText.ts';
import { line } from '../file/findingText.ts';
import type { CheckedText, OpenFile } from '../file/OpenFile.ts';
import { workspaceEdit } from '../file/textEdits.ts';
import { diagnosticOf } from './diagnostics.ts';

/** The kind that fixes everything that an edit can fix, by hand or on saving. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.claudeSessions`;

/** The fixes for the findings at a place: each edit by itself, all edits, or what the client has a command for. */
export async function codeActions(
  file: OpenFile,
  reading: CheckedText,
  { range, context }: Pick<CodeActionParams, 'range' | 'context'>,
  client: Client,
): Promise<CodeAction[]> {
  const asked = (kind: string) =>
    context.only?.some((only) => kind === only || kind.startsWith(`${only}.`)) ?? true;
  const actions: CodeAction[] = [];
  if (asked(CodeActionKind.QuickFix)) {
    for (const finding of reading.findings.filter((each) => touches(each, reading, range))) {
      actions.push(...quickFixes(finding, reading, client, file));
    }
  }
  if (asked(fixAllKind) && file.keepsEdits && reading.findings.some(hasEdit)) {
    const action: CodeAction = {
      title: 'Fix all Claude Sessions problems in this file',
      kind: fixAllKind,
      data: { uri: file.uri },
    };
    actions.push(client.resolvesEdits ? action : await withAllEdits(action, file, reading, client));
  }
  return actions;
}

/** Completes the action that fixes all: the edits are worked out in rounds, which is not done before it is chosen. */
export async function withAllEdits(
  action: CodeAction,
  file: OpenFile,
  { document, configuration, host }: CheckedText,
  client: Client,
): Promise<CodeAction> {
  const before = configuration.document.text;
  const again = async (text: string) => {
    const changed = file.configurationOf(text);
    return resultsFor(changed, file.hostFor(changed));
  };
  const { source } = await planEdits(before, resultsFor(configuration, host), again);
  return { ...action, edit: workspaceEdit(document, before, source, client) };
}

/** One for each way in which a finding can be fixed, the best first; what takes something out is not preferred. */
function quickFixes(
  finding: PlacedFinding,
  reading: CheckedText,
  client: Client,
  file: Pick<OpenFile, 'keepsEdits'>,
): CodeAction[] {
  const diagnostics = [diagnosticOf(finding, reading, client)];
  return fixesOf(finding).flatMap((fix) => {
    const action = quickFix(finding, fix, reading, client, file);
    return action ? [{ ...action, kind: CodeActionKind.QuickFix, diagnostics }] : [];
  });
}

function quickFix(
  finding: PlacedFinding,
  fix: FixAction | Offer,
  { document, configuration }: CheckedText,
  client: Client,
  { keepsEdits }: Pick<OpenFile, 'keepsEdits'>,
): CodeAction | undefined {
  if (fix.kind === 'edit') {
    if (!keepsEdits) return undefined;
    const edit = workspaceEdit(document, configuration.document.text, fix.text, client);
    return { title: line(fix.title), ...(fix === finding.action && { isPreferred: true }), edit };
  }
  if (client.fixCommand === undefined) return undefined;
  const title = fixTitle(fix.kind, configuration.configured?.mode);
  const request: FixRequest = { uri: document.uri, code: finding.code, kind: fix.kind };
  return { title, command: { title, command: client.fixCommand, arguments: [request] } };
}

/** True also at the edge of the range. */
function touches(finding: PlacedFinding, { document }: CheckedText, range: Range): boolean {
  const { offset, length } = finding.range;
  const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
  return start <= offset + length && end >= offset;
}
