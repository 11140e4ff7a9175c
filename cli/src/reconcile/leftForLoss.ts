import { basename } from 'node:path';
import type { Container } from '@claude-sessions/core/container/inspect.ts';
import type { Observed } from '@claude-sessions/core/reconcile/types.ts';
import { wouldLose } from '@claude-sessions/core/reconcile/wouldLose.ts';
import type { Engine } from '../host/engine.ts';
import type { Attempt } from './result.ts';

/** A container that is to be made anew. */
export interface Mended {
  readonly container: Container;
  /** Those that may be believed. */
  readonly labels: Readonly<Record<string, string>>;
  readonly observed: Observed;
}

/** One that holds Claude's state in the container itself, which would go with it, is left alone; undefined for any other. */
export function leftForLoss(engine: Engine, { container, observed }: Mended): Attempt | undefined {
  const lost = wouldLose(observed);
  if (lost.length === 0) return undefined;
  const copy = `${basename(engine.command)} cp ${container.name}:${lost[0]} …`;
  return {
    result: 'left',
    what: `what is in ${lost.join(' and ')} would be lost with the container; save it first (${copy})`,
  };
}
