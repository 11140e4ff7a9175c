import { findTarget } from '../fix/findTarget.ts';
import { fixTarget } from '../fix/fixTarget.ts';
import { requireTrust } from '../requirePlace.ts';
import type { Command } from '../Services.ts';

/** Mends a finding: one of the view, or one that the language server names. */
export const fixFinding: Command = async (services, argument) => {
  requireTrust(services.place(), 'Mending');
  await fixTarget(services, await findTarget(services, argument));
};
