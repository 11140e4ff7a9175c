import type { SetAccess, SetMount } from '../../compose/containerSettings.ts';
import { hideAssigned } from '../../report/hideAssigned.ts';

/** Longer ones nobody reads. */
const maxLine = 200;

/** Something of a Compose file for people: on one line, without secrets; of another service with its name. */
export function shownSetting({ written, service, isOwn }: SetMount | SetAccess): string {
  const line = hideAssigned(written.replace(/\s+/g, ' ').trim()).slice(0, maxLine);
  return isOwn ? line : `${line} (service ${service})`;
}
