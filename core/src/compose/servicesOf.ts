import type { ComposeService } from '../mounts/composeServices.ts';
import type { ContainerSettings, SetAccess } from './containerSettings.ts';

/** What Compose files set, by services: as `parseComposeServices` gives it of what Docker Compose prints. */
export function servicesOf({ mounts, access }: ContainerSettings): ComposeService[] {
  const names = [...new Set([...mounts, ...access].map(({ service }) => service))];
  const of = (name: string, kind: SetAccess['kind']) =>
    access.filter((each) => each.service === name && each.kind === kind).map(({ written }) => written);
  return names.map((name) => ({
    name,
    mounts: mounts.filter(({ service }) => service === name).map(({ mount }) => mount),
    hostAccess: of(name, 'host'),
    volumesFrom: of(name, 'volumesFrom'),
  }));
}
