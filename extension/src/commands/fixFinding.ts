import { fixTarget } from '../fix/applyFix.ts';
import { findTarget } from '../fix/findingToFix.ts';
import type { Command } from '../services/Services.ts';
import { requireTrust } from '../window/requireTrust.ts';

/** Mends a finding: one of the view, or one that the language server names. */
export const fixFinding: Command = async (services, argument) => {
  requireTrust(services.windowKind(), 'Mending');
  await fixTarget(services, await findTarget(services, argument));
};
