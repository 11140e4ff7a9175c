import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was sent to a collector of OpenTelemetry data in one request. */
export interface Received {
  /** `/v1/metrics`, `/v1/logs`. */
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** Takes what Claude Code sends by `http/json`, on loopback. */
export class Collector {
  readonly received: Received[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const body = Buffer.concat(parts).toString();
        const { authorization } = request.headers;
        this.received.push({ path: request.url ?? '', authorization, body });
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
  }

  static async start(): Promise<Collector> {
    const collector = new Collector();
    await new Promise<void>((resolve) => collector.#server.listen(0, '127.0.0.1', resolve));
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
