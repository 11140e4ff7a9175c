import { UserError } from '../host/errors.ts';

/** Takes back, in reverse order, the steps of a change that then failed. */
export class Undo {
  private readonly steps: { readonly what: string; readonly step: () => Promise<void> }[] = [];

  /** @param what is put back, in words */
  add(what: string, step: () => Promise<void>): void {
    this.steps.unshift({ what, step });
  }

  /**
   * Takes everything back.
   * @returns the error to throw: the one that it failed with, with what could not be put back
   */
  async after(error: unknown): Promise<unknown> {
    const left: string[] = [];
    for (const { what, step } of this.steps) await step().catch(() => left.push(what));
    if (left.length === 0) return error;
    const { message, hint } = reasonOf(error);
    const failed = new UserError(
      `${message} Of what was done before, this could not be put back: ${left.join(', ')}.`,
      hint ?? 'Look at it, then run this again.',
    );
    failed.cause = error;
    return failed;
  }
}

function reasonOf(error: unknown): { message: string; hint: string | undefined } {
  const message = error instanceof Error ? error.message : String(error);
  const hint = error instanceof UserError ? error.hint : undefined;
  return { message: /[.!?]$/.test(message) ? message : `${message}.`, hint };
}
