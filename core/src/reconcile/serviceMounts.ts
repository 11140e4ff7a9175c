import type { ObservedMount } from '../container/inspect.ts';
import { toObject } from '../toObject.ts';

/**
 * The mounts that a service gets, by what `docker compose config --format json` printed: all is filled in there, in long syntax.
 * @returns undefined where there is no such service
 */
export function serviceMounts(config: unknown, service: string): ObservedMount[] | undefined {
  const { services, volumes } = toObject(config);
  const found = toObject(services)[service];
  if (found === undefined) return undefined;
  const entries = toObject(found).volumes;
  return (Array.isArray(entries) ? entries : []).flatMap((entry) => {
    const { type, source, target, read_only } = toObject(entry);
    if (typeof type !== 'string' || typeof target !== 'string') return [];
    const key = typeof source === 'string' ? source : '';
    const { name } = toObject(type === 'volume' ? toObject(volumes)[key] : undefined);
    return [{ type, source: typeof name === 'string' ? name : key, target, writable: read_only !== true }];
  });
}
