import { randomInt, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import { run } from '../system/run.ts';
import type { MockApi } from './mockApi.ts';

/** The hosts that Claude Code logs in at and talks to where no variable says otherwise. */
const hosts = ['platform.claude.com', 'api.anthropic.com'];

/** How long a token's answer takes: long enough for all that refresh at once to have asked. */
const answerAfterMs = 300;

/**
 * What Claude Code refreshes its login at, behind TLS: a refresh token is taken once, and a second time refused, as the real
 * one does. What is sent with a token that is in effect is answered by the mock of the API; everything else with 401.
 */
export class TokenEndpoint {
  /** An address of this endpoint's own: other tests listen on port 443 too. */
  readonly address = `127.${[1, 2, 3].map(() => randomInt(1, 255)).join('.')}`;
  /** How many refreshes were taken and refused since a login was last made to expire. */
  taken = 0;
  refused = 0;
  #refreshToken = '';
  readonly #accessTokens = new Set<string>();
  readonly #server: Server;

  private constructor(
    /** Holds `ca.pem`, which whoever asks has to believe. */
    readonly folder: string,
    private readonly api: MockApi,
  ) {
    const read = (name: string) => readFileSync(join(folder, name));
    this.#server = createServer({ key: read('key.pem'), cert: read('cert.pem') }, (asked, answer) => {
      void this.#answer(asked, answer).catch(() => answer.destroy());
    });
  }

  /** @param folder an empty one, for the certificates */
  static async start(folder: string, api: MockApi): Promise<TokenEndpoint> {
    await makeCertificates(folder);
    const endpoint = new TokenEndpoint(folder, api);
    await new Promise<void>((resolve, reject) => {
      endpoint.#server.once('error', reject).listen(443, endpoint.address, resolve);
    });
    return endpoint;
  }

  /** What a container is started with to find it. */
  get runArgs(): string[] {
    return ['--network=host', ...hosts.map((host) => `--add-host=${host}:${this.address}`)];
  }

  /** A login whose access token has expired: the next that is asked has to refresh it. */
  expiredLogin(): string {
    this.expire();
    this.#refreshToken = newToken('ort');
    return JSON.stringify({
      claudeAiOauth: {
        accessToken: newToken('oat'),
        refreshToken: this.#refreshToken,
        expiresAt: Date.now() - 60_000,
        scopes: ['user:inference', 'user:profile'],
        subscriptionType: 'max',
      },
    });
  }

  /** No access token is in effect any more; the refresh token is. */
  expire(): void {
    this.taken = 0;
    this.refused = 0;
    this.#accessTokens.clear();
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const path = (asked.url ?? '').split('?')[0] ?? '';
    if (asked.method === 'POST' && path === '/v1/oauth/token') return this.#refresh(asked, answer);
    const token = asked.headers.authorization?.replace(/^Bearer /, '') ?? '';
    if (!this.#accessTokens.has(token)) return send(answer, 401, unauthorized);
    const passedOn = request(`${this.api.url}${asked.url}`, { method: asked.method ?? 'GET' }, (given) => {
      answer.writeHead(given.statusCode ?? 500, given.headers);
      given.pipe(answer);
    });
    asked.pipe(passedOn);
  }

  async #refresh(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of asked) chunks.push(chunk as Buffer);
    const { refresh_token: given } = JSON.parse(Buffer.concat(chunks).toString());
    if (given !== this.#refreshToken) {
      this.refused += 1;
      return send(answer, 400, { error: 'invalid_grant', error_description: 'Refresh token not found' });
    }
    this.taken += 1;
    this.#refreshToken = newToken('ort');
    const tokens = { access_token: newToken('oat'), refresh_token: this.#refreshToken };
    this.#accessTokens.add(tokens.access_token);
    await new Promise((resolve) => setTimeout(resolve, answerAfterMs));
    const scope = 'user:inference user:profile';
    send(answer, 200, { ...tokens, token_type: 'Bearer', expires_in: 28_800, scope });
  }
}

const unauthorized = {
  type: 'error',
  error: { type: 'authentication_error', message: 'OAuth token has expired.' },
};

function newToken(kind: string): string {
  return `sk-ant-${kind}01-${randomUUID()}`;
}

function send(answer: ServerResponse, status: number, body: object): void {
  answer.writeHead(status, { 'content-type': 'application/json' });
  answer.end(JSON.stringify(body));
}

/** An authority of this run alone, and what it says of the hosts. */
async function makeCertificates(folder: string): Promise<void> {
  const at = (name: string) => join(folder, name);
  const make = (...args: string[]) =>
    run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...args]);
  await make('-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=Claude Sessions tests');
  await make(
    ...['-keyout', at('key.pem'), '-out', at('cert.pem'), '-subj', `/CN=${hosts[0]}`],
    ...['-CA', at('ca.pem'), '-CAkey', at('ca.key')],
    ...['-addext', `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(',')}`],
    ...['-addext', 'basicConstraints=critical,CA:FALSE'],
  );
}
