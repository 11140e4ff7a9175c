import { type CommandWords, titledCommand } from '@claude-sessions/core/findings/advice.ts';
import { type InitializeParams, MarkupKind } from 'vscode-languageserver';
import type { ClientOptions } from './serverHost.ts';

/** The client, as its first message describes it. */
export interface Client extends Omit<ClientOptions, 'commandTitles'> {
  /** How our commands are named. */
  readonly commandWords: CommandWords;
  /** Hovers and completions may be Markdown. */
  readonly markdown: boolean;
  /** Completions may have places to fill in. */
  readonly snippets: boolean;
  /** Edits may name the version of the document that they are for. */
  readonly versionedEdits: boolean;
  /** The edit of a code action may come when the action is chosen. */
  readonly resolvesEdits: boolean;
  /** It watches files when it is asked to. */
  readonly watchesFiles: boolean;
}

/** Reads the first message of a client; what is malformed counts as absent. */
export function readClient({ capabilities, initializationOptions }: Partial<InitializeParams>): Client {
  const { textDocument, workspace } = capabilities ?? {};
  const options: Record<string, unknown> = Object(initializationOptions);
  const { collection, host, fixCommand, commandTitles } = options;
  const hover = textDocument?.hover?.contentFormat ?? [];
  const resolved = textDocument?.codeAction?.resolveSupport?.properties ?? [];
  return {
    ...(typeof collection === 'string' && collection !== '' && { collection }),
    ...(typeof host === 'boolean' && { host }),
    ...(typeof fixCommand === 'string' && fixCommand !== '' && { fixCommand }),
    commandWords: titledCommand(textsOf(commandTitles)),
    markdown: hover.includes(MarkupKind.Markdown),
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    resolvesEdits: textDocument?.codeAction?.dataSupport === true && resolved.includes('edit'),
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
  };
}

function textsOf(members: unknown): Record<string, string> {
  const texts = Object.entries(Object(members)).filter(
    ([, value]) => typeof value === 'string' && value !== '',
  );
  return Object.fromEntries(texts) as Record<string, string>;
}
