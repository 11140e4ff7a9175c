import { UserError } from '../host/errors.ts';
import { settingOf } from '../settings/setting.ts';
import { ResticError } from './explainRestic.ts';
import { findRestic } from './findRestic.ts';
import { Restic } from './Restic.ts';
import { resticLocation } from './resticLocation.ts';
import { resticPassword } from './resticPassword.ts';

export interface ResticOptions {
  /** Where it lies, as restic writes it; that of the settings, if absent or ''. */
  readonly repository?: string | undefined;
  readonly resticPath?: string | undefined;
  /** Makes one where there is none. */
  readonly init?: boolean | undefined;
  /** Looks whether it is there, before anything else is done for it; else the first work that is done in it tells. */
  readonly looks?: boolean | undefined;
}

/**
 * The repository that is meant.
 * @throws UserError which says what is wrong
 */
export async function openRestic(options: ResticOptions, env: NodeJS.ProcessEnv): Promise<Restic> {
  const repository = options.repository || settingOf('resticRepository', env).value;
  if (repository === '')
    throw new UserError(
      'It is not said which repository of restic is meant.',
      'Name it, or say it once: `claude-sessions config set resticRepository PLACE`.',
    );
  const place = resticLocation(repository);
  const program = await findRestic(options.resticPath ?? settingOf('resticPath', env).value, env);
  const restic = new Restic(program, place, await resticPassword(place.shown, env, options.init ?? false));
  if (!options.looks && !options.init) return restic;
  try {
    await restic.run({ args: ['cat', 'config'], lock: 'never' });
  } catch (error) {
    const isMissing = error instanceof ResticError && error.trouble === 'missing';
    if (!isMissing || !options.init) throw error;
    await restic.run({ args: ['init'] });
  }
  return restic;
}
