import { UserError } from '../host/errors.ts';
import { askYesNo, canAsk } from '../terminal/ask.ts';

interface ConsentOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Whether somebody can be asked: not a program, and not where the answer was given beforehand. */
export function canConsent({ yes, json }: ConsentOptions): boolean {
  return !yes && !json && canAsk();
}

/** Asks whether what was shown is to be done. @throws UserError when it is not */
export async function askConsent(question: string, options: ConsentOptions): Promise<void> {
  if (options.yes) return;
  if (!canConsent(options)) throw notApproved();
  if (!(await askYesNo(question, false))) throw new UserError('Nothing was changed.').as('cancelled');
}

/** For where nobody can be asked. */
export function notApproved(): UserError {
  return new UserError('Nothing was changed.', 'Look through it, then run the same command with --yes.').as(
    'not-approved',
  );
}
