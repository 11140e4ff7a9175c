import { parseDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { configurationFacts } from '@claude-sessions/core/findings/configurationFacts.ts';
import type { ConfigurationFacts, HostFacts } from '@claude-sessions/core/findings/facts.ts';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { SeenHost } from '../contract/serverHost.ts';
import { checkText, type FindingElsewhere, type PlacedFinding } from './checkText.ts';
import { KnownHost } from './knownHost.ts';

/** A devcontainer.json as it is now, read and checked. */
export interface CheckedText {
  readonly document: TextDocument;
  readonly configuration: ConfigurationFacts & Required<Pick<ConfigurationFacts, 'document'>>;
  readonly host: HostFacts | undefined;
  /** Those that are shown at the file. */
  readonly findings: readonly PlacedFinding[];
  /** Those that are shown at other files, which it names. */
  readonly elsewhere: readonly FindingElsewhere[];
}

/** A devcontainer.json that is open in the client. */
export class OpenFile {
  readonly uri: string;
  /** Relative to the workspace folder, as shown. */
  readonly file: string;
  private readonly given: readonly string[];
  private known: KnownHost | undefined;
  private remembered: readonly string[] = [];
  private where: readonly string[] = [];
  private isMade = false;
  private last: { readonly version: number; readonly reading: CheckedText } | undefined;

  /** @param collections whose Features are ours, beside the public one */
  constructor(uri: string, file: string, collections: readonly string[]) {
    this.uri = uri;
    this.file = file;
    this.given = collections;
  }

  /** The text as it is now, checked; worked out once for each version. */
  read(document: TextDocument): CheckedText {
    if (this.last?.version === document.version && this.last.reading.document === document)
      return this.last.reading;
    const configuration = this.configurationOf(document.getText());
    const host = this.known?.factsFor(configuration);
    const reading = { document, configuration, host, ...checkText(configuration, host) };
    this.last = { version: document.version, reading };
    return reading;
  }

  /** As if it were this file's text. */
  configurationOf(source: string): CheckedText['configuration'] {
    // A byte order mark that a client passes on counts in its positions: a blank in its place keeps all offsets.
    const document = parseDocument(source.replace(/^\uFEFF/, ' '));
    const { where } = this;
    const facts = { ...configurationFacts(this.file, document, this.collections), document, where };
    const settings = this.known?.settingsFor(facts);
    return settings ? { ...facts, settings } : facts;
  }

  get collections(): readonly string[] {
    return [...new Set([...this.given, ...this.remembered])];
  }

  /** The facts of the host that hold for a text in the place of this file's. */
  hostFor(configuration: ConfigurationFacts): HostFacts | undefined {
    return this.known?.factsFor(configuration);
  }

  /** False for a file that is made from another one: an edit of it would not stay. */
  get keepsEdits(): boolean {
    return !this.isMade;
  }

  /** True when a look at the host would say nothing new about the text, unless the host has changed. */
  isCovered(document: TextDocument): boolean {
    return this.known?.covers(this.read(document).configuration) ?? false;
  }

  /** Takes what was seen of the host, for the text as it was then. */
  take(look: SeenHost | undefined, text: string): void {
    this.remembered = look?.collections ?? [];
    this.where = look?.where ?? [];
    this.isMade = look?.isMade ?? false;
    this.known = look && new KnownHost(look, this.configurationOf(text));
    this.last = undefined;
  }
}
