import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Kind {
  readonly group: 'core' | 'apps';
  readonly plural: string;
  readonly kind: string;
}

const kinds: readonly Kind[] = [
  { group: 'core', plural: 'pods', kind: 'Pod' },
  ...['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'].map(
    (kind): Kind => ({ group: 'apps', plural: `${kind.toLowerCase()}s`, kind }),
  ),
];

/** As much of an API server as `kubectl get` asks for: what there is, lists, and watches. */
export class KubernetesApi {
  readonly #server: Server;
  readonly #watches = new Set<ServerResponse>();
  objects: readonly { readonly kind: string; readonly metadata: { readonly namespace: string } }[] = [];
  /** Names of kinds that the user may not list, in plural. */
  forbidden: readonly string[] = [];

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(): Promise<KubernetesApi> {
    const api = new KubernetesApi();
    await new Promise<void>((resolve) => {
      api.#server.listen(0, '127.0.0.1', resolve);
    });
    return api;
  }

  /** The text of a kubeconfig for it. */
  get config(): string {
    const { port } = this.#server.address() as AddressInfo;
    const cluster = { name: 'c', cluster: { server: `http://127.0.0.1:${port}` } };
    const context = { name: 'x', context: { cluster: 'c', user: 'u', namespace: 'agents' } };
    const users = [{ name: 'u', user: {} }];
    return JSON.stringify({
      ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'x' },
      ...{ clusters: [cluster], contexts: [context], users },
    });
  }

  /** How many listen for changes. */
  get watching(): number {
    return this.#watches.size;
  }

  /** Tells those who watch. */
  tell(object: object): void {
    for (const watch of this.#watches) watch.write(`${JSON.stringify({ type: 'MODIFIED', object })}\n`);
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer({ url = '' }: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url, 'http://api');
    const json = (value: object, status = 200) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    const found = /^\/(api\/v1|apis\/apps\/v1)\/(?:namespaces\/([^/]+)\/)?([a-z]+)$/.exec(pathname);
    const [, , namespace, plural = ''] = found ?? [];
    const kind = kinds.find((each) => each.plural === plural);
    const known = discovery(pathname);
    if (!kind) {
      json(known ?? status(404), known ? 200 : 404);
      return;
    }
    if (this.forbidden.includes(plural)) {
      json(status(403, `${plural} is forbidden`), 403);
      return;
    }
    if (searchParams.get('watch')) {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.flushHeaders();
      this.#watches.add(response);
      response.on('close', () => this.#watches.delete(response));
      return;
    }
    const items = this.objects.filter(
      (each) => each.kind === kind.kind && (namespace === undefined || each.metadata.namespace === namespace),
    );
    json({
      apiVersion: versionOf(kind),
      kind: `${kind.kind}List`,
      metadata: { resourceVersion: '1' },
      items,
    });
  }
}

const versionOf = ({ group }: Kind) => (group === 'core' ? 'v1' : 'apps/v1');

function status(code: number, message = 'not found'): object {
  return {
    apiVersion: 'v1',
    kind: 'Status',
    status: 'Failure',
    code,
    message,
    reason: code === 403 ? 'Forbidden' : 'NotFound',
  };
}

function discovery(path: string): object | undefined {
  const resources = (group: Kind['group']) =>
    kinds
      .filter((each) => each.group === group)
      .map(({ plural, kind }) => ({
        ...{ name: plural, singularName: kind.toLowerCase(), kind, namespaced: true },
        verbs: ['get', 'list', 'watch'],
      }));
  const version = { groupVersion: 'apps/v1', version: 'v1' };
  switch (path) {
    case '/api':
      return { kind: 'APIVersions', versions: ['v1'] };
    case '/apis':
      return {
        kind: 'APIGroupList',
        apiVersion: 'v1',
        groups: [{ name: 'apps', versions: [version], preferredVersion: version }],
      };
    case '/api/v1':
      return { kind: 'APIResourceList', groupVersion: 'v1', resources: resources('core') };
    case '/apis/apps/v1':
      return { kind: 'APIResourceList', groupVersion: 'apps/v1', resources: resources('apps') };
    default:
      return undefined;
  }
}
