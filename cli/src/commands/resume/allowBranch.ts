import type { FoundConversation } from '../../conversations/findConversations.ts';
import { UserError } from '../../host/errors.ts';
import { askYesNo, canAsk } from '../../terminal/ask.ts';
import { log } from '../../terminal/output.ts';
import type { ResumeOptions } from '../options.ts';

/**
 * Asks where Claude Code has a conversation open already: two that write it make two branches of it, of which the next resume shows one.
 * @throws UserError when it is not to be
 */
export async function allowBranch(
  { id, openIn }: Pick<FoundConversation, 'id' | 'openIn'>,
  { yes, dryRun }: Pick<ResumeOptions, 'yes' | 'dryRun'>,
): Promise<void> {
  if (openIn === undefined) return;
  const where = openIn === 'host' ? 'on this host' : 'in the dev container';
  log(
    `warning: ${id} is open in Claude Code ${where}. Two that write it make two branches of it, and a later resume shows only one.`,
  );
  if (yes || dryRun) return;
  if (canAsk() && (await askYesNo('Resume it all the same?', false))) return;
  throw new UserError(
    'Claude Code was not started.',
    'Go on where it is open, close it there, or add --yes.',
  ).as('not-approved');
}
