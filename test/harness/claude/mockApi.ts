import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Block, messageEvents, streamEvents, toolEvents } from './mockApiEvents.ts';

/** One message of a Messages API request, as far as the tests look at it. */
export interface ApiMessage {
  role: 'user' | 'assistant' | string;
  content: string | { type: string; text?: string }[];
}

/** What a client sent to `/v1/messages`. */
export interface ApiRequest {
  model: string;
  system?: unknown;
  messages: ApiMessage[];
  stream?: boolean;
  tools?: unknown[];
}

/**
 * A Messages API on loopback that the real Claude Code talks to. Its reply says how many messages the request
 * carried (`users=N assistant=M`), so that a resumed conversation proves itself, and then `echo`.
 */
export class MockApi {
  /** Every request for a message so far. */
  readonly requests: ApiRequest[] = [];
  /** Text that each reply ends with. */
  echo = '';
  /** The next new prompt is answered with a use of this tool, and the tool's result with text. */
  useTool: { name: string; input: object } | undefined;
  /** Says what a streamed request is answered with, or with which status it is refused; undefined leaves it to the mock. */
  answerWith: ((asked: ApiRequest) => Promise<Block[] | number | undefined>) | undefined;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<MockApi> {
    const api = new MockApi();
    await api.listen();
    return api;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /**
   * What the request that was answered so carried, as text; several may have been, then the last. The client may have sent others since,
   * of its own accord.
   */
  messagesOf(answer: string): string {
    const isIt = (asked: ApiRequest) => `${answer} `.startsWith(`${countMessages(asked)} `);
    return JSON.stringify(this.requests.findLast(isIt)?.messages);
  }

  /** Every text that the clients sent, in one string: to look for what must or must not be there. */
  get sent(): string {
    return JSON.stringify(this.requests);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const path = (request.url ?? '').split('?')[0];
    if (request.method !== 'POST' || !path?.startsWith('/v1/messages')) return send(response, 404, {});
    if (path.endsWith('/count_tokens')) return send(response, 200, { input_tokens: 1 });
    const asked = JSON.parse(body) as ApiRequest;
    this.requests.push(asked);
    const text = `${countMessages(asked)} ${this.echo}`.trim();
    const scripted = asked.stream ? await this.answerWith?.(asked) : undefined;
    if (typeof scripted === 'number') return send(response, scripted, refusal);
    if (scripted) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(messageEvents(asked.model, scripted));
      return;
    }
    const tool = this.useTool;
    if (tool && asked.stream && asked.tools?.length && !answersTool(asked)) {
      this.useTool = undefined;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(toolEvents(asked.model, tool.name, tool.input));
      return;
    }
    if (!asked.stream) return send(response, 200, wholeMessage(asked.model, text));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(streamEvents(asked.model, text));
  }
}

const refusal = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };

function countMessages({ messages }: ApiRequest): string {
  const count = (role: string) => messages.filter((message) => message.role === role).length;
  return `users=${count('user')} assistant=${count('assistant')}`;
}

/** The last thing said is what a tool gave. */
function answersTool({ messages }: ApiRequest): boolean {
  const last = messages.findLast(({ role }) => role === 'user')?.content;
  return Array.isArray(last) && last.some(({ type }) => type === 'tool_result');
}

function wholeMessage(model: string, text: string): object {
  const usage = { input_tokens: 1, output_tokens: 1 };
  const content = [{ type: 'text', text }];
  return {
    id: 'msg_mock',
    type: 'message',
    role: 'assistant',
    model,
    content,
    stop_reason: 'end_turn',
    usage,
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
