import * as z from 'zod/mini';
import { isHostDevice, isStrongCapability } from './hostAccess.ts';

const text = z.catch(z.string(), '');
const flag = z.catch(z.boolean(), false);
const texts = z.catch(z.array(z.string()), []);

/** Older versions of Compose print `source:target:permissions`. */
const device = z.union([z.string(), z.object({ source: z.string() })]);

/** The members of a service by which a container can reach the whole host. */
export const serviceAccess = {
  privileged: flag,
  pid: text,
  cap_add: texts,
  devices: z.catch(z.array(z.catch(device, '')), []),
  device_cgroup_rules: texts,
  use_api_socket: flag,
};

type ServiceAccess = z.infer<z.ZodMiniObject<typeof serviceAccess>>;

/** Everything in a service by which it can reach the whole host, as it is written there. */
export function hostAccess(service: ServiceAccess): string[] {
  const sources = service.devices.map((each) =>
    typeof each === 'string' ? (each.split(':')[0] ?? '') : each.source,
  );
  return [
    ...(service.privileged ? ['privileged'] : []),
    ...(service.pid === 'host' ? ['pid: host'] : []),
    ...service.cap_add.filter(isStrongCapability).map((name) => `cap_add: ${name}`),
    ...sources.filter(isHostDevice).map((path) => `devices: ${path}`),
    // Rules for blocks, or for all, let it make the device itself.
    ...service.device_cgroup_rules
      .filter((rule) => /^\s*[ab]/.test(rule))
      .map((rule) => `device_cgroup_rules: ${rule}`),
    ...(service.use_api_socket ? ['use_api_socket'] : []),
  ];
}
