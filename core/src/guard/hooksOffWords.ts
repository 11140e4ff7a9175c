import type { HooksOff } from '../findings/facts.ts';

/** Why the guard may not run in a project, as a sentence. @param path of the file, as it is shown */
export function hooksOffWords({ by }: HooksOff, path: string): string {
  return by === 'setting'
    ? `"disableAllHooks" in ${path} turns it off in that project; a container that writes there may have put it in.`
    : `${path} is a link, which is not followed: what it leads to may turn it off in that project.`;
}
