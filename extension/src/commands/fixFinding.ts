import { applyFix } from '../fix/applyFix.ts';
import { findingToFix } from '../fix/findingToFix.ts';
import type { Command } from '../services/Services.ts';
import { requireTrust } from '../window/requireTrust.ts';

/** Mends a finding: one of the view, or one that the language server names. */
export const fixFinding: Command = async (services, argument) => {
  requireTrust(services.windowKind(), 'Fixing');
  await applyFix(services, await findingToFix(services, argument));
};
