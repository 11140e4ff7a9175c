import { Unavailable } from '../system/requirements.ts';

/**
 * Says why a tier is skipped.
 * @throws the error, when it is not about what this machine lacks; with CI=true in any case
 */
export function skippedBecause(tier: string, error: unknown): void {
  if (!(error instanceof Unavailable)) throw error;
  if (process.env.CI === 'true')
    throw new Error(`The ${tier} tests must run when CI=true: ${error.message}.`);
  console.warn(`The ${tier} tests are skipped: ${error.message}.`);
}
