import {
  createReadStream,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const types = ['data', 'keys', 'locks', 'snapshots', 'index'];
const second = 'application/vnd.x.restic.rest.v2';

/**
 * A repository of restic by HTTP on loopback, as its documentation has the protocol (REST backend, versions 1 and 2), with what may go wrong
 * at such a server.
 */
export class RestServer {
  /** Who may come in; everybody, if undefined. */
  login: { readonly user: string; readonly password: string } | undefined;
  /** Is asked before each request; a status that it gives is all that is answered, and `cut` ends the connection. */
  fault: ((method: string, path: string) => number | 'cut' | undefined) | undefined;
  /** Is waited for before each request is answered. */
  hold: ((method: string, path: string) => Promise<void> | undefined) | undefined;
  readonly #folder: string;
  readonly #server: Server;

  constructor(folder: string) {
    this.#folder = folder;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Its address for restic, with who comes in. */
  get repository(): string {
    const { port } = this.#server.address() as AddressInfo;
    const who = this.login ? `${this.login.user}:${this.login.password}@` : '';
    return `rest:http://${who}127.0.0.1:${port}/`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const fault = this.fault?.(method, pathname);
    if (fault === 'cut') return void request.socket.destroy();
    const body = await read(request);
    await this.hold?.(method, pathname);
    if (fault !== undefined) return void response.writeHead(fault).end();
    if (!this.#isWelcome(request)) return void response.writeHead(401).end();
    if (method === 'POST' && searchParams.get('create') === 'true') return this.#create(response);
    const [, type = '', name = ''] = pathname.split('/');
    const isListed = types.includes(type);
    if (isListed && name === '' && method === 'GET') return this.#list(type, request, response);
    const path =
      type === 'config' ? 'config' : isListed && /^[0-9a-f]{64}$/.test(name) ? join(type, name) : undefined;
    if (path === undefined) return void response.writeHead(404).end();
    this.#file(join(this.#folder, path), { method, range: request.headers.range, body }, response);
  }

  #isWelcome({ headers }: IncomingMessage): boolean {
    if (!this.login) return true;
    const { user, password } = this.login;
    return headers.authorization === `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  }

  #create(response: ServerResponse): void {
    for (const type of types) mkdirSync(join(this.#folder, type), { recursive: true });
    response.writeHead(200).end();
  }

  #list(type: string, { headers }: IncomingMessage, response: ServerResponse): void {
    const folder = join(this.#folder, type);
    const names = tryTo(() => readdirSync(folder).filter((name) => !name.endsWith('.new')));
    if (!names) return void response.writeHead(404).end();
    const isSecond = headers.accept === second;
    const found = isSecond ? names.map((name) => ({ name, size: statSync(join(folder, name)).size })) : names;
    response.writeHead(200, { 'content-type': isSecond ? second : 'application/vnd.x.restic.rest.v1' });
    response.end(JSON.stringify(found));
  }

  #file(
    path: string,
    { method, range, body }: { method: string; range: string | undefined; body: Buffer },
    response: ServerResponse,
  ): void {
    if (method === 'POST') {
      const isDone = tryTo(() => {
        writeFileSync(`${path}.new`, body);
        renameSync(`${path}.new`, path);
        return true;
      });
      return void response.writeHead(isDone ? 200 : 500).end();
    }
    const size = tryTo(() => statSync(path).size);
    if (size === undefined) return void response.writeHead(404).end();
    if (method === 'DELETE') {
      rmSync(path);
      return void response.writeHead(200).end();
    }
    if (method === 'HEAD') return void response.writeHead(200, { 'content-length': size }).end();
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
    if (from === undefined)
      return void response.writeHead(200, { 'content-length': size }).end(readFileSync(path));
    const [start, end] = [Number(from), to ? Math.min(Number(to), size - 1) : size - 1];
    response.writeHead(206, {
      'content-length': Math.max(end - start + 1, 0),
      'content-range': `bytes ${start}-${end}/${size}`,
    });
    createReadStream(path, { start, end }).pipe(response);
  }
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  try {
    for await (const part of request) parts.push(part);
  } catch {
    // Whoever sent it was killed.
  }
  return Buffer.concat(parts);
}

function tryTo<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
