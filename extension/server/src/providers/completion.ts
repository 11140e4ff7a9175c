import { readDocument } from '@claude-sessions/core/findings/readDocument.ts';
import { tokenReference, tokenVariable } from '@claude-sessions/core/share/login.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import { type CompletionItem, CompletionItemKind, InsertTextFormat, TextEdit } from 'vscode-languageserver';
import { type Cursor, cursorAt } from './cursor.ts';
import type { ProviderInput } from './providerInput.ts';
import { suggestFeatures } from './suggestFeatures.ts';
import type { Suggestion } from './suggestion.ts';
import { type MountField, suggestFields, suggestMounts } from './suggestMounts.ts';
import { writerFor } from './writer.ts';

/** Suggestions at the cursor; empty when we have none there. */
export function completion(input: ProviderInput, offset: number): CompletionItem[] {
  const cursor = cursorAt(input.devcontainer.text, offset);
  if (!cursor) return [];
  const field = mountFieldAt(cursor);
  if (field) {
    const start = offset - field.typed.length;
    const end = offset + (/^[^,]*/.exec(cursor.string?.after ?? '')?.[0].length ?? 0);
    const usesCompose = 'dockerComposeFile' in readDocument({ document: input.devcontainer }).value;
    return suggestFields(field, usesCompose).map((each, index) =>
      item(input, each, { start, end, text: each.text, index, kind: CompletionItemKind.Value }),
    );
  }
  return suggestAt(input, cursor).map((each, index) => whole(input, cursor, each, index));
}

/** Whole members and items that can be written at the cursor. */
function suggestAt({ devcontainer, collections }: ProviderInput, { path, at }: Cursor): Suggestion[] {
  const { value } = readDocument({ document: devcontainer });
  const where = at === 'key' ? path.join('.') : path.slice(0, -1).join('.');
  const isKeyOf = (...names: string[]) => at === 'key' && names.includes(where);
  if (isKeyOf('features'))
    return suggestFeatures(Object.keys(toObject(value.features)), 'dockerComposeFile' in value, collections);
  if (isKeyOf('remoteEnv')) return tokenVariable in toObject(value.remoteEnv) ? [] : [token];
  if (at === 'key') return [];
  if (where === 'mounts' && path.length === 2) {
    const { mode, usesCompose } = readConfigured(devcontainer, collections);
    const present = Array.isArray(value.mounts) ? value.mounts : [];
    return suggestMounts({ mode, usesCompose, present, user: plainUser(value) });
  }
  if ((where === 'remoteEnv' || where === 'containerEnv') && path[1] === tokenVariable)
    return [{ ...token, text: JSON.stringify(tokenReference) }];
  if (where !== 'customizations.vscode.extensions') return [];
  const { extensions } = toObject(toObject(value.customizations).vscode);
  return Array.isArray(extensions) && extensions.includes(extensionId) ? [] : [extension];
}

const token: Suggestion = {
  label: tokenVariable,
  detail: 'a login out of the host’s environment',
  about: [
    'Claude Code in the container logs in by the long-lived token that `claude setup-token` makes, out of the environment of the host. The token itself is not in this file.',
  ],
  text: `${JSON.stringify(tokenVariable)}: ${JSON.stringify(tokenReference)}`,
  key: JSON.stringify(tokenVariable),
};

const extensionId = 'claude-sessions.claude-sessions';

const extension: Suggestion = {
  label: extensionId,
  detail: 'Claude Sessions in the container’s window',
  about: [
    'Shows from inside the container whether Claude’s state is kept and shared as it should be. Our Features install it by themselves.',
  ],
  text: JSON.stringify(extensionId),
};

/** The field of a mount's string that the cursor is in, when some of the string is there already. */
function mountFieldAt({ path, at, string }: Cursor): (MountField & { typed: string }) | undefined {
  const isMount =
    (path[0] === 'mounts' && path.length === 2) || (path[0] === 'workspaceMount' && path.length === 1);
  if (at !== 'value' || !isMount || !string || !/[,=]/.test(string.before)) return undefined;
  const comma = string.before.lastIndexOf(',');
  const field = string.before.slice(comma + 1);
  const equals = field.indexOf('=');
  return {
    name: (equals < 0 ? field : field.slice(0, equals)).trim().toLowerCase(),
    hasValue: equals >= 0,
    typed: equals < 0 ? field : field.slice(equals + 1),
    before: string.before.slice(0, comma + 1),
    entry: string.before + string.after,
  };
}

function plainUser(value: Readonly<Record<string, unknown>>): string | undefined {
  const user = value.remoteUser ?? value.containerUser;
  return typeof user === 'string' && /^[a-z_][\w-]*$/i.test(user) ? user : undefined;
}

/** A member or item in the place of what is being written, with the commas that it needs. */
function whole(input: ProviderInput, cursor: Cursor, suggestion: Suggestion, index: number): CompletionItem {
  const { start, end, hasColon, commaBefore, commaBehind } = cursor;
  const { text, snippet, key } = suggestion;
  const isKey = hasColon && key !== undefined;
  const behind = commaBehind && !isKey ? ',' : '';
  // Beside what is written the comma is part of it: two edits must not touch.
  const touches = commaBefore === start;
  const filled = input.snippets && snippet !== undefined;
  const made = item(input, suggestion, {
    start,
    end,
    text: (touches ? ',' : '') + (isKey ? key : filled ? snippet : text) + behind,
    index,
    kind: key === undefined ? CompletionItemKind.Value : CompletionItemKind.Property,
    snippet: filled,
  });
  if (commaBefore === undefined || touches) return made;
  const at = input.document.positionAt(commaBefore);
  return { ...made, additionalTextEdits: [TextEdit.insert(at, ',')] };
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly index: number;
  readonly kind: CompletionItemKind;
  readonly snippet?: boolean;
}

function item({ document, markdown }: ProviderInput, suggestion: Suggestion, edit: Edit): CompletionItem {
  const range = { start: document.positionAt(edit.start), end: document.positionAt(edit.end) };
  return {
    label: suggestion.label,
    kind: edit.kind,
    detail: suggestion.detail,
    documentation: writerFor(markdown).content(suggestion.about),
    // Ours after those of the editor's JSON support, in our order.
    sortText: `~claude-sessions-${edit.index}`,
    // What is compared with the text in the range, its quote too.
    filterText: suggestion.text,
    textEdit: TextEdit.replace(range, edit.text),
    insertTextFormat: edit.snippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
  };
}
