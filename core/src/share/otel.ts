import type { DocumentEdit } from '../devcontainer/DocumentEdit.ts';
import { toObject } from '../toObject.ts';

/**
 * Where Claude Code in a container sends its OpenTelemetry data. `host`: as the environment says in which the container is started. A
 * URL: there, whatever that environment says.
 */
export type Otel = 'off' | 'host' | `http://${string}` | `https://${string}`;

/** What turns it on. */
export const otelSwitch = 'CLAUDE_CODE_ENABLE_TELEMETRY';
export const otelEndpointVariable = 'OTEL_EXPORTER_OTLP_ENDPOINT';

const reference = (name: string, usual?: string) =>
  `\${localEnv:${name}${usual === undefined ? '' : `:${usual}`}}`;

/**
 * What the host's environment says of it, with the client's own default where an empty value would not be one. Headers may hold a token: no
 * value of them is ever in a file. What logs prompts, answers and what tools were given (`OTEL_LOG_…`) is not among them.
 */
const references: Readonly<Record<string, string>> = {
  [otelSwitch]: reference(otelSwitch),
  OTEL_METRICS_EXPORTER: reference('OTEL_METRICS_EXPORTER'),
  OTEL_LOGS_EXPORTER: reference('OTEL_LOGS_EXPORTER'),
  OTEL_EXPORTER_OTLP_PROTOCOL: reference('OTEL_EXPORTER_OTLP_PROTOCOL'),
  [otelEndpointVariable]: reference(otelEndpointVariable),
  OTEL_EXPORTER_OTLP_HEADERS: reference('OTEL_EXPORTER_OTLP_HEADERS'),
  OTEL_RESOURCE_ATTRIBUTES: reference('OTEL_RESOURCE_ATTRIBUTES'),
  OTEL_METRIC_EXPORT_INTERVAL: reference('OTEL_METRIC_EXPORT_INTERVAL', '60000'),
  OTEL_LOGS_EXPORT_INTERVAL: reference('OTEL_LOGS_EXPORT_INTERVAL', '5000'),
  OTEL_METRICS_INCLUDE_SESSION_ID: reference('OTEL_METRICS_INCLUDE_SESSION_ID', 'true'),
  OTEL_METRICS_INCLUDE_ACCOUNT_UUID: reference('OTEL_METRICS_INCLUDE_ACCOUNT_UUID', 'true'),
};

/** The members of `remoteEnv` that an option writes. They are no variables of the container itself: whoever may inspect it would read the token. */
export function otelMembers(otel: Otel): Readonly<Record<string, string>> {
  if (otel === 'off') return {};
  if (otel === 'host') return references;
  return {
    ...references,
    [otelSwitch]: '1',
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_PROTOCOL: isGrpc(otel) ? 'grpc' : 'http/protobuf',
    [otelEndpointVariable]: otel,
  };
}

/** The port that collectors have for it. */
const isGrpc = (endpoint: string) => /^https?:\/\/[^/]*:4317(\/|$)/.test(endpoint);

/** The option that a devcontainer.json has. What somebody wrote by hand is none. @param config the value of the whole file */
export function otelOf(config: unknown): Otel {
  const written = toObject(toObject(config).remoteEnv);
  const isWritten = (otel: Otel) =>
    Object.entries(otelMembers(otel)).every(([name, value]) => written[name] === value);
  const endpoint = written[otelEndpointVariable];
  if (isWritten('host')) return 'host';
  return isOtelEndpoint(endpoint) && isWritten(endpoint) ? endpoint : 'off';
}

/** True for a URL that may stand in a file: it holds no password and no token. */
export function isOtelEndpoint(value: unknown): value is Exclude<Otel, 'off' | 'host'> {
  return typeof value === 'string' && /^https?:\/\/[\w.:[\]-]+(\/[\w./~-]*)?$/.test(value);
}

/** Puts in what an option writes, and takes out what it wrote before. Variables with other values are somebody's own, and stay. */
export function applyOtel(edit: DocumentEdit, wanted: Otel): void {
  const members = otelMembers(wanted);
  for (const [name, value] of writtenBefore(edit.value('remoteEnv')))
    if (members[name] === undefined) edit.remove(['remoteEnv', name]);
    else if (members[name] !== value) edit.replace(['remoteEnv', name], members[name]);
  for (const [name, value] of Object.entries(members))
    if (edit.value('remoteEnv', name) === undefined) edit.set(['remoteEnv'], name, value);
}

/** What is there by us, also where somebody changed some of it: nobody else writes a reference with our default. */
function writtenBefore(remoteEnv: unknown): [name: string, value: string][] {
  const written = toObject(remoteEnv);
  const isOurs = Object.entries(references).some(
    ([name, value]) => value !== reference(name) && written[name] === value,
  );
  if (!isOurs) return [];
  const endpoint = written[otelEndpointVariable];
  const known = [references, ...(isOtelEndpoint(endpoint) ? [otelMembers(endpoint)] : [])];
  return Object.keys(references).flatMap((name) => {
    const value = written[name];
    return typeof value === 'string' && known.some((each) => each[name] === value) ? [[name, value]] : [];
  });
}

/** True where an address is the host's own loopback: in a container it is the container's. */
export function isLoopback(endpoint: string): boolean {
  return /^(https?:\/\/)?(localhost|127(\.\d+){3}|\[::1\])(:|\/|$)/i.test(endpoint);
}

/** The address by which a container reaches what listens on the host. */
export function endpointFromContainer(endpoint: string): string {
  return endpoint.replace(/(localhost|127(\.\d+){3}|\[::1\])/i, 'host.docker.internal');
}

/** True where a container has the host's own network. @param config the value of the whole file */
export function hasHostNetwork(config: unknown): boolean {
  const { runArgs } = toObject(config);
  const words = Array.isArray(runArgs) ? runArgs.map((word) => (typeof word === 'string' ? word : '')) : [];
  return words.some(
    (word, index) =>
      /^--net(work)?(=host)?$/.test(word) && (word.endsWith('=host') || words[index + 1] === 'host'),
  );
}
