import { PassThrough } from 'node:stream';
import {
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  type InitializeParams,
  type InitializeResult,
  LogMessageNotification,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver';
import {
  createConnection,
  createProtocolConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { ServerHost } from '../../../extension/server/src/contract/serverHost.ts';
import { startServer } from '../../../extension/server/src/startServer.ts';

/** The file that tests open. */
export const uri = 'file:///home/me/app/.devcontainer/devcontainer.json';

/** A host of which nothing is known; what is to be done later is done at the next turn, whatever the pause. */
export const quietHost: ServerHost = {
  collections: [],
  after: (_milliseconds, work) => {
    const timer = setImmediate(work);
    return () => clearImmediate(timer);
  },
};

/** A client of the server over two streams in this process. */
export class TestClient {
  readonly connection: ProtocolConnection;
  /** Everything that was published, in its order. */
  readonly published: PublishDiagnosticsParams[] = [];
  /** What the server wrote to the client's console. */
  readonly log: string[] = [];
  private waiting: (() => void)[] = [];
  private version = 0;

  private constructor(host: ServerHost) {
    const [up, down] = [new PassThrough(), new PassThrough()];
    const server = createConnection(
      ProposedFeatures.all,
      new StreamMessageReader(up),
      new StreamMessageWriter(down),
    );
    startServer(server, host);
    this.connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
    this.connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.published.push(params);
      for (const wake of this.waiting.splice(0)) wake();
    });
    this.connection.onNotification(LogMessageNotification.type, ({ message }) => {
      this.log.push(message);
      for (const wake of this.waiting.splice(0)) wake();
    });
    this.connection.onRequest('client/registerCapability', () => null);
    this.connection.listen();
  }

  /** Starts a server and says hello to it. */
  static async start(
    host: ServerHost = quietHost,
    params: Partial<InitializeParams> = {},
  ): Promise<TestClient & { readonly answer: InitializeResult }> {
    const client = new TestClient(host);
    const hello = { processId: null, rootUri: null, capabilities: {}, ...params };
    const answer = await client.connection.sendRequest<InitializeResult>('initialize', hello);
    await client.connection.sendNotification('initialized', {});
    return Object.assign(client, { answer });
  }

  async open(text: string, file = uri): Promise<void> {
    const textDocument = { uri: file, languageId: 'jsonc', version: ++this.version, text };
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
  }

  /** @returns the version of the document then */
  async change(contentChanges: TextDocumentContentChangeEvent[], file = uri): Promise<number> {
    const textDocument = { uri: file, version: ++this.version };
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument,
      contentChanges,
    });
    return this.version;
  }

  async close(file = uri): Promise<void> {
    await this.connection.sendNotification(DidCloseTextDocumentNotification.type, {
      textDocument: { uri: file },
    });
  }

  /** Opens a text and gives what is published for it first. */
  async diagnose(text: string, file = uri): Promise<Diagnostic[]> {
    const seen = this.published.length;
    await this.open(text, file);
    await this.until(() => this.published.length > seen);
    return this.published.at(-1)?.diagnostics ?? [];
  }

  /** Waits until something holds, which is asked again whenever the server says something. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** Waits until the server has answered everything that it was sent before. */
  async settled(): Promise<void> {
    await this.connection.sendRequest('textDocument/hover', {
      textDocument: { uri: 'file:///nothing' },
      position: { line: 0, character: 0 },
    });
  }

  end(): void {
    this.connection.dispose();
  }
}
