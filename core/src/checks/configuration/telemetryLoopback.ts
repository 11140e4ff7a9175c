import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { found } from '../../findings/editAction.ts';
import { rangeAt, readDocument } from '../../findings/readDocument.ts';
import { endpointFromContainer, hasHostNetwork, isLoopback, otelEndpointVariable } from '../../share/otel.ts';
import { toObject } from '../../toObject.ts';

export const telemetryLoopback = defineCheck({
  code: 'telemetry-loopback',
  place: 'configuration',
  severity: 'information',
  title: 'Telemetry goes to localhost',
  why: 'In the container, `localhost` is the container itself: a collector that listens on the host gets nothing, and Claude Code says nothing of it. Where one runs in the container, all is well.',
  remedy:
    'Write `http://host.docker.internal:4318`, by `claude-sessions share --otel-endpoint URL`; where the engine runs on Linux with `"runArgs": ["--add-host=host.docker.internal:host-gateway"]`, and a collector that listens on more than the host’s loopback.',
  needs: ['configuration'],
  find({ configuration }) {
    const { document, value } = readDocument(configuration);
    // Containers of a Compose project may share a network namespace.
    if (value.dockerComposeFile !== undefined || hasHostNetwork(value)) return [];
    return ['containerEnv', 'remoteEnv'].flatMap((member) => {
      const endpoint = toObject(value[member])[otelEndpointVariable];
      if (typeof endpoint !== 'string' || !isLoopback(endpoint)) return [];
      return found({
        severity: 'information',
        message: `Claude Code sends its telemetry to ${endpoint}, which is the container itself there.`,
        evidence: [`${member}.${otelEndpointVariable}`],
        fix: advice`If the collector runs on the host, write ${endpointFromContainer(endpoint)}.`,
        range: rangeAt(document, [member, otelEndpointVariable]),
      });
    });
  },
});
