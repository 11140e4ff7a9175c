import { type DevcontainerDocument, documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import type { ShareOptions } from '@claude-sessions/core/share/options.ts';
import {
  endpointFromContainer,
  hasHostNetwork,
  isLoopback,
  otelEndpointVariable,
  otelOf,
  otelSwitch,
} from '@claude-sessions/core/share/otel.ts';

/** Warnings, a sentence each, where telemetry that is asked for goes nowhere. @param document as it will be */
export function otelWarnings(
  { otel }: Pick<ShareOptions, 'otel'>,
  document: DevcontainerDocument,
  env: NodeJS.ProcessEnv,
): string[] {
  if (otel === 'off') return [];
  const config = documentValue(document);
  if (otelOf(config) !== otel) {
    return [
      'devcontainer.json sets some of the OpenTelemetry variables itself: they stay as they are, and what of them differs is not sent as you asked.',
    ];
  }
  if (otel === 'host' && !env[otelSwitch]) {
    return [
      `${otelSwitch} is not set here, so Claude Code in the container sends no telemetry. Set it, and the OTEL_… variables, where the dev container is started from, or use --otel-endpoint.`,
    ];
  }
  const endpoint = otel === 'host' ? (env[otelEndpointVariable] ?? '') : otel;
  if (hasHostNetwork(config) || !isLoopback(endpoint)) return [];
  return [
    `Telemetry goes to ${endpoint}: in the container that is the container itself. For a collector on this host write \`--otel-endpoint ${endpointFromContainer(endpoint)}\`, with "runArgs": ["--add-host=host.docker.internal:host-gateway"] where the engine runs on Linux, and let it listen on more than this host's loopback.`,
  ];
}
