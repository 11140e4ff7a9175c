import { fixTitle } from '@claude-sessions/core/findings/finding.ts';
import { type FindingWithEdit, hasEdit, planEdits } from '@claude-sessions/core/findings/planEdits.ts';
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
      const action = quickFix(finding, reading, client, file);
      if (action) actions.push(action);
    }
  }
  if (asked(fixAllKind) && file.keepsEdits && reading.findings.some(hasEdit)) {
    const action: CodeAction = {
      title: 'Fix everything of Claude Sessions that an edit mends',
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

function quickFix(
  finding: PlacedFinding,
  reading: CheckedText,
  client: Client,
  { keepsEdits }: Pick<OpenFile, 'keepsEdits'>,
): CodeAction | undefined {
  const { document, configuration } = reading;
  const common = { kind: CodeActionKind.QuickFix, diagnostics: [diagnosticOf(finding, reading, client)] };
  if (hasEdit(finding)) {
    if (!keepsEdits) return undefined;
    const { title, text } = (finding satisfies FindingWithEdit).action;
    const edit = workspaceEdit(document, configuration.document.text, text, client);
    return { ...common, title: line(title), isPreferred: true, edit };
  }
  const { action, code } = finding;
  if (!action || action.kind === 'edit' || client.fixCommand === undefined) return undefined;
  const title = fixTitle(action.kind, configuration.configured?.mode);
  const request: FixRequest = { uri: document.uri, code, kind: action.kind };
  return { ...common, title, command: { title, command: client.fixCommand, arguments: [request] } };
}

/** True also at the edge of the range. */
function touches(finding: PlacedFinding, { document }: CheckedText, range: Range): boolean {
  const { offset, length } = finding.range;
  const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
  return start <= offset + length && end >= offset;
}
