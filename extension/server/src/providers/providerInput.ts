import type { DevcontainerDocument } from '@claude-sessions/core/devcontainer/document.ts';
import type { HostFacts } from '@claude-sessions/core/findings/facts.ts';
import type { TextDocument } from 'vscode-languageserver-textdocument';

/** One devcontainer.json as it is in the editor, and what is known around it. */
export interface ProviderInput {
  /** Turns offsets into positions; its offsets are those of `devcontainer.text`. */
  readonly document: TextDocument;
  readonly devcontainer: DevcontainerDocument;
  /** The path of the file as shown: relative to the workspace folder. */
  readonly file: string;
  /** Whose Features are ours, beside the public one. */
  readonly collections: readonly string[];
  /** Absent where it was not looked at, or where what was seen is not for this text. */
  readonly host?: HostFacts;
  /** The client shows Markdown; without it text has to be plain. */
  readonly markdown: boolean;
  /** The client knows snippets. */
  readonly snippets: boolean;
}
