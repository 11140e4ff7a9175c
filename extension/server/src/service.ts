import { configPath } from '@claude-sessions/core/devcontainer/find.ts';
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type CompletionItem,
  type Connection,
  DidChangeWatchedFilesNotification,
  type Hover,
  type InitializeParams,
  type InitializeResult,
  type Position,
  TextDocumentSyncKind,
  type TextDocuments,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { version } from '../package.json';
import { type Client, readClient } from './contract/client.ts';
import type { ServerHost } from './contract/serverHost.ts';
import { type CheckedText, OpenFile } from './file/OpenFile.ts';
import { guarded } from './guard.ts';
import { codeActions, fixAllKind, withAllEdits } from './providers/codeActions.ts';
import { completion } from './providers/completion.ts';
import { diagnostics, diagnosticsElsewhere } from './providers/diagnostics.ts';
import { hover } from './providers/hover.ts';
import type { ProviderInput } from './providers/providerInput.ts';
import { SharedDiagnostics } from './SharedDiagnostics.ts';
import { Watch } from './Watch.ts';

/** How long typing has to pause before the host is looked at. */
const pause = 200;

/** A request about a place in a document. */
interface Place {
  readonly textDocument: { readonly uri: string };
  readonly position: Position;
}

/** Answers what the client asks, for every devcontainer.json that is open in it; other files it leaves alone. */
export class Service {
  private readonly connection: Connection;
  private readonly documents: TextDocuments<TextDocument>;
  private readonly host: ServerHost;
  private readonly open = new Map<string, { readonly file: OpenFile; readonly watch: Watch }>();
  /** Globs of the files that devcontainer.json files name. */
  private readonly watched = new Set<string>();
  private readonly elsewhere: SharedDiagnostics;
  private client: Client = readClient({});

  constructor(connection: Connection, documents: TextDocuments<TextDocument>, host: ServerHost) {
    this.connection = connection;
    this.documents = documents;
    this.host = host;
    this.elsewhere = new SharedDiagnostics((uri, found) => {
      // What is open as a devcontainer.json has diagnostics of its own.
      return this.open.has(uri)
        ? Promise.resolve()
        : connection.sendDiagnostics({ uri, diagnostics: [...found] });
    });
  }

  initialize(params: InitializeParams): InitializeResult {
    this.client = readClient(params);
    return {
      serverInfo: { name: 'claude-sessions', version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        hoverProvider: true,
        codeActionProvider: {
          codeActionKinds: [CodeActionKind.QuickFix, fixAllKind],
          resolveProvider: this.client.resolvesEdits,
        },
        completionProvider: { triggerCharacters: ['"', ',', '=', '/'] },
      },
    };
  }

  /** Asks the client to tell when the files change that a dev container is described by. */
  async initialized(): Promise<void> {
    if (!this.client.watchesFiles) return;
    await this.connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: [{ globPattern: '**/.devcontainer/**' }, { globPattern: '**/.devcontainer.json' }],
    });
  }

  opened({ uri }: TextDocument): void {
    const path = fileOf(uri);
    if (path === undefined) return;
    const { collection } = this.client;
    const collections = [...this.host.collections, ...(collection === undefined ? [] : [collection])];
    const file = new OpenFile(uri, path, collections);
    const { lookAtHost } = this.host;
    const look = lookAtHost && this.client.host !== false ? lookAtHost.bind(this.host) : undefined;
    const log = this.connection.console;
    const watch = new Watch(this.host, {
      publish: guarded(log, `checking ${path}`, undefined, () => this.publish(uri)),
      look:
        look &&
        guarded(log, `looking at the host for ${path}`, undefined, async () => {
          const document = this.documents.get(uri);
          if (!document) return;
          const { document: devcontainer } = file.read(document).configuration;
          // The text goes on changing meanwhile: the look is for what it is now.
          const text = document.getText();
          const seen = await look(uri, devcontainer, file.collections);
          file.take(seen, text);
          await this.watchNamed(seen?.settings?.files ?? []);
        }),
    });
    this.open.set(uri, { file, watch });
  }

  /** Also called when it is opened. */
  changed(document: TextDocument): void {
    const { file, watch } = this.open.get(document.uri) ?? {};
    watch?.publish();
    if (file && !file.isCovered(document)) watch?.look(watch.hasLooked ? pause : 0);
  }

  /** Something on the host may be another than it was. */
  hostChanged(uri?: string): void {
    for (const [each, { watch }] of this.open) if (uri === undefined || each === uri) watch.look(0);
  }

  async closed({ uri }: TextDocument): Promise<void> {
    const known = this.open.get(uri);
    if (!known) return;
    known.watch.end();
    this.open.delete(uri);
    await this.connection.sendDiagnostics({ uri, diagnostics: [] });
    await this.elsewhere.publish(uri, new Map());
  }

  hover({ textDocument, position }: Place): Hover | null {
    const input = this.inputFor(textDocument.uri);
    return input ? hover(input, input.document.offsetAt(position)) : null;
  }

  completion({ textDocument, position }: Place): CompletionItem[] {
    const input = this.inputFor(textDocument.uri);
    return input ? completion(input, input.document.offsetAt(position)) : [];
  }

  async codeActions(params: CodeActionParams): Promise<CodeAction[]> {
    const known = this.readingFor(params.textDocument.uri);
    return known ? codeActions(known.file, known.reading, params, this.client) : [];
  }

  /** Completes an action that was offered without its edit; by the text as it is now. */
  async resolve(action: CodeAction): Promise<CodeAction> {
    const { uri }: { uri?: unknown } = Object(action.data);
    const known = typeof uri === 'string' ? this.readingFor(uri) : undefined;
    return known ? withAllEdits(action, known.file, known.reading, this.client) : action;
  }

  private inputFor(uri: string): ProviderInput | undefined {
    const known = this.readingFor(uri);
    if (!known) return undefined;
    const { file, reading } = known;
    const { document, configuration, host } = reading;
    const { markdown, snippets } = this.client;
    return {
      document,
      devcontainer: configuration.document,
      file: file.file,
      collections: file.collections,
      ...(host && { host }),
      markdown,
      snippets,
    };
  }

  private async publish(uri: string): Promise<void> {
    const { reading, file } = this.readingFor(uri) ?? {};
    if (!reading || !file) return;
    const { version } = reading.document;
    await this.connection.sendDiagnostics({ uri, version, diagnostics: diagnostics(reading, this.client) });
    await this.elsewhere.publish(uri, diagnosticsElsewhere(reading, file, this.client));
  }

  /** Asks the client to tell of files that a devcontainer.json names, by their names: they may lie anywhere. */
  private async watchNamed(files: readonly string[]): Promise<void> {
    const globs = files.map((file) => `**/${(file.split(/[\\/]/).at(-1) ?? '').replace(/[^\w. -]/g, '?')}`);
    const fresh = [...new Set(globs)].filter((glob) => !this.watched.has(glob));
    if (!this.client.watchesFiles || fresh.length === 0) return;
    for (const glob of fresh) this.watched.add(glob);
    await this.connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: fresh.map((globPattern) => ({ globPattern })),
    });
  }

  private readingFor(uri: string): { file: OpenFile; reading: CheckedText } | undefined {
    const document = this.documents.get(uri);
    const file = this.open.get(uri)?.file;
    return document && file && { file, reading: file.read(document) };
  }
}

/** The path of a devcontainer.json as shown; undefined for any other file. */
function fileOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return configPath(decodeURIComponent(uri.slice('file:'.length)))?.file;
  } catch {
    return undefined;
  }
}
