import * as z from 'zod/mini';
import type { Mount } from './parseMount.ts';

/** What a service of Compose files asks of the host. */
export interface ComposeService {
  readonly name: string;
  readonly mounts: readonly Mount[];
  readonly privileged: boolean;
}

const text = z.catch(z.optional(z.string()), undefined);
const flag = z.catch(z.boolean(), false);

const volumeRecord = z.object({ type: z.string(), source: text, target: z.string(), read_only: flag });
const serviceRecord = z.object({ volumes: z.catch(z.array(z.unknown()), []), privileged: flag });
const configRecord = z.object({ services: z.record(z.string(), z.unknown()) });

/**
 * Reads what `docker compose config --format json` prints: every file merged, variables replaced, mounts in long form.
 * What is malformed counts as absent.
 * @returns undefined when it is no such thing
 */
export function parseComposeServices(json: string): ComposeService[] | undefined {
  const config = configRecord.safeParse(tryParse(json));
  if (!config.success) return undefined;
  return Object.entries(config.data.services).map(([name, service]) => {
    const { volumes, privileged } = serviceRecord.safeParse(service).data ?? {
      volumes: [],
      privileged: false,
    };
    const mounts = volumes.flatMap((volume) => {
      const { success, data } = volumeRecord.safeParse(volume);
      if (!success) return [];
      return [{ type: data.type, source: data.source, target: data.target, readonly: data.read_only }];
    });
    return { name, mounts, privileged };
  });
}

function tryParse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
