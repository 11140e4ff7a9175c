import { homedir } from 'node:os';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import { declineGuard, isGuardOpen } from '../guard/offer.ts';
import { turnOn } from '../guard/turnOn.ts';
import { askYesNo } from '../terminal/ask.ts';
import { escapeControls, note } from '../terminal/output.ts';
import { canConsent } from './askConsent.ts';
import type { ShareCommandOptions } from './options.ts';

/** Turns the guard on where the user says so, once; by the option, or when asked. An answer is remembered. */
export async function offerGuard(options: ShareCommandOptions): Promise<void> {
  const home = homedir();
  if (options.guard === false) return declineGuard(home);
  if (!options.guard) {
    if (!(await isGuardOpen(home, process.env))) return;
    if (!canConsent(options)) return tell(options);
    const question =
      'Have Claude Code on this host check what the container wrote before it goes on with a conversation? That adds hooks to your settings.json.';
    if (!(await askYesNo(question, true))) return declineGuard(home);
  }
  const { settings, edited } = await turnOn(home, process.env);
  if (edited) note(`The guard is on, by hooks in ${escapeControls(shortenHome(settings, home))}.`);
}

function tell({ quiet, json }: ShareCommandOptions): void {
  if (quiet || json) return;
  note(
    'note: `claude-sessions guard on` has Claude Code on this host check what the container wrote before it goes on.',
  );
}
