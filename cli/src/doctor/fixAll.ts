import type { DirectFix } from '@claude-sessions/core/findings/finding.ts';
import type { Scope } from '../facts/gatherFacts.ts';
import { type Look, lookAt } from '../facts/lookAt.ts';
import { type Attempt, type FixOptions, fixInside, fixPrepare } from './fix.ts';
import { fixConfiguration } from './fixConfiguration.ts';

/**
 * Carries out every fix that is safe: devcontainer.json first, then the host, then the container. A fix that fails is
 * reported, and does not stop the rest.
 */
export async function fixAll(look: Look, scope: Scope, options: FixOptions): Promise<Attempt[]> {
  const ofConfiguration = await fixConfiguration(look, scope, options);
  // With another mode another host is wanted.
  const now = ofConfiguration.some(({ result }) => result === 'done')
    ? await lookAt(look.workspace, { ...scope, lookup: look.gathered.lookup, inside: false })
    : look;
  const direct: Readonly<Record<DirectFix, () => Promise<Attempt | undefined>>> = {
    prepare: () => fixPrepare(now, scope, options),
    // Ownership before links: those are made as the remote user.
    heal: () => fixInside(look, 'heal', scope, options),
    bridge: () => fixInside(look, 'bridge', scope, options),
  };
  const attempts = [...ofConfiguration];
  for (const carryOut of Object.values(direct)) {
    const attempt = await carryOut();
    if (attempt) attempts.push(attempt);
  }
  return attempts;
}
