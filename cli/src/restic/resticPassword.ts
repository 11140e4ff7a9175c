import { UserError } from '../host/errors.ts';
import { askSecret, canAsk } from '../terminal/ask.ts';

/** Restic's own ways, in its order. */
const ways = ['RESTIC_PASSWORD_FILE', 'RESTIC_PASSWORD_COMMAND', 'RESTIC_PASSWORD'];

export const howToGiveThePassword =
  'Name a file with it in RESTIC_PASSWORD_FILE, a command that prints it in RESTIC_PASSWORD_COMMAND, or set RESTIC_PASSWORD.';

/**
 * What gives restic the password: nothing where the environment does, else what is asked on the terminal, for its calls alone.
 * @throws UserError where nobody can be asked
 */
export async function resticPassword(
  shown: string,
  env: NodeJS.ProcessEnv,
  isNew: boolean,
): Promise<Readonly<Record<string, string>>> {
  if (ways.some((name) => env[name])) return {};
  if (!canAsk()) throw new UserError(`There is no password for ${shown}.`, howToGiveThePassword);
  const password = await askSecret(`Password of ${shown}`);
  if (isNew && (await askSecret('The same again')) !== password)
    throw new UserError('These are two passwords; nothing was made.', 'Run this again.');
  return { RESTIC_PASSWORD: password };
}
