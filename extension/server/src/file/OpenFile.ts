import { parseDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { configurationFacts } from '@claude-sessions/core/findings/configurationFacts.ts';
import type { ConfigurationFacts, HostFacts } from '@claude-sessions/core/findings/facts.ts';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { SeenHost } from '../contract/serverHost.ts';
import { checkText, type PlacedFinding } from './checkText.ts';
import { KnownHost } from './knownHost.ts';

/** A devcontainer.json as it is now, read and checked. */
export interface CheckedText {
  readonly document: TextDocument;
  readonly configuration: ConfigurationFacts & Required<Pick<ConfigurationFacts, 'document'>>;
  readonly host: HostFacts | undefined;
  /** Those that are shown at the file. */
  readonly findings: readonly PlacedFinding[];
}

/** A devcontainer.json that is open in the client. */
export class OpenFile {
  readonly uri: string;
  /** Relative to the workspace folder, as shown. */
  readonly file: string;
  private readonly given: readonly string[];
  private known: KnownHost | undefined;
  private remembered: readonly string[] = [];
  private isMade = false;
  private last: { readonly version: number; readonly reading: CheckedText } | undefined;

  /** @param collections whose Features are ours, beside the public one */
  constructor(uri: string, file: string, collections: readonly string[]) {
    this.uri = uri;
    this.file = file;
    this.given = collections;
  }

  /** What is known of the text as it is now; worked out once for each version. */
  read(document: TextDocument): CheckedText {
    if (this.last?.version === document.version && this.last.reading.document === document)
      return this.last.reading;
    const configuration = this.configurationOf(document.getText());
    const host = this.known?.factsFor(configuration);
    const reading = { document, configuration, host, findings: checkText(configuration, host) };
    this.last = { version: document.version, reading };
    return reading;
  }

  /** What a text in the place of this file's says. */
  configurationOf(source: string): CheckedText['configuration'] {
    // A byte order mark that a client passes on counts in its positions: a blank in its place keeps all offsets.
    const document = parseDocument(source.replace(/^\uFEFF/, ' '));
    return { ...configurationFacts(this.file, document, this.collections), document };
  }

  get collections(): readonly string[] {
    return [...new Set([...this.given, ...this.remembered])];
  }

  /** What is known of the host for a text in the place of this file's. */
  hostFor(configuration: ConfigurationFacts): HostFacts | undefined {
    return this.known?.factsFor(configuration);
  }

  /** Whether an edit of it stays; what is made of another file is not to be edited. */
  get keepsEdits(): boolean {
    return !this.isMade;
  }

  /** Whether a look at the host would say nothing new of the text, unless the host has changed. */
  isCovered(document: TextDocument): boolean {
    return this.known?.covers(this.read(document).configuration) ?? false;
  }

  /** Takes what was seen of the host, for the text as it was then. */
  take(look: SeenHost | undefined, text: string): void {
    this.remembered = look?.collections ?? [];
    this.isMade = look?.isMade ?? false;
    this.known = look && new KnownHost(look, this.configurationOf(text));
    this.last = undefined;
  }
}
