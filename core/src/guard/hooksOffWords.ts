import type { HooksOff } from '../findings/facts.ts';

/** Why the guard may not run in a folder, as a sentence. @param path of the file, as it is shown */
export function hooksOffWords({ by }: HooksOff, path: string): string {
  return {
    setting: `"disableAllHooks" in ${path} turns it off for a Claude Code that is started there; a container that writes there may have put it in.`,
    link: `${path} is a link, which is not followed: what it leads to may turn it off for a Claude Code that is started there.`,
    unread: `${path} cannot be read here (too large, or no UTF-8 text): it may turn it off for a Claude Code that is started there.`,
  }[by];
}
