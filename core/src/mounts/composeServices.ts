import * as z from 'zod/mini';
import { hostAccess, serviceAccess } from './composeAccess.ts';
import {
  type ComposeStores,
  composeStores,
  serviceStores,
  storeMounts,
  volumeBinds,
} from './composeStores.ts';
import type { Mount } from './parseMount.ts';

/** A service of Compose files, as far as it asks something of the host. */
export interface ComposeService {
  readonly name: string;
  /** Also what it gets of files and folders of the host by another name: secrets, configs, volumes of a device. */
  readonly mounts: readonly Mount[];
  /** Everything by which it can reach the whole host, as it is written there. */
  readonly hostAccess: readonly string[];
  /** Whose mounts it takes over. */
  readonly volumesFrom: readonly string[];
}

const text = z.catch(z.optional(z.string()), undefined);

const volumeRecord = z.object({
  type: z.string(),
  source: text,
  target: z.string(),
  read_only: z.catch(z.boolean(), false),
});
const serviceRecord = z.object({
  volumes: z.catch(z.array(z.unknown()), []),
  volumes_from: z.catch(z.array(z.string()), []),
  ...serviceStores,
  ...serviceAccess,
});
const configRecord = z.object({ services: z.record(z.string(), z.unknown()), ...composeStores });

/**
 * Reads what `docker compose config --format json` prints: every file merged, variables replaced, mounts in long form.
 * What is malformed counts as absent.
 * @returns undefined when it is no such thing
 */
export function parseComposeServices(json: string): ComposeService[] | undefined {
  const config = configRecord.safeParse(tryParse(json));
  if (!config.success) return undefined;
  const stores = config.data;
  return Object.entries(stores.services).map(([name, value]) => {
    const service = serviceRecord.safeParse(value).data ?? serviceRecord.parse({});
    return {
      name,
      mounts: [
        ...service.volumes.flatMap((volume) => serviceMounts(volume, stores)),
        ...storeMounts(service, stores),
      ],
      hostAccess: hostAccess(service),
      volumesFrom: service.volumes_from,
    };
  });
}

function serviceMounts(volume: unknown, stores: ComposeStores): Mount[] {
  const { success, data } = volumeRecord.safeParse(volume);
  if (!success) return [];
  const mount = { type: data.type, source: data.source, target: data.target, readonly: data.read_only };
  return [mount, ...(mount.type === 'volume' ? volumeBinds(mount, stores) : [])];
}

function tryParse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
