import type { DirectFix, InsideFix } from '@claude-sessions/core/findings/finding.ts';
import { type Attempt, fixInside, fixPrepare } from '../doctor/fix.ts';
import { UserError } from '../host/errors.ts';
import { collectionOf, type EditorSettings, engineOf } from './settings.ts';
import type { EditorLook, FixResult } from './types.ts';

const nothing: Readonly<Record<DirectFix, string>> = {
  prepare: 'Nothing asks for the host to be prepared.',
  heal: 'There is nothing to heal in the container.',
  bridge: 'There is nothing to bridge in the container.',
};

/**
 * Fixes findings of a look, as `doctor --fix` does.
 * @returns what was done, or why not; looking again shows what came of it
 * @throws UserError when the look was not from the host
 */
export async function carryOutFix(
  { look }: EditorLook,
  kind: DirectFix,
  settings: EditorSettings,
): Promise<FixResult> {
  if (!look) {
    throw new UserError(
      'Fix this on the host.',
      'Open the folder on the host, in a trusted window, and do it there.',
    );
  }
  const engine = engineOf(settings);
  const scope = { engine, collection: collectionOf(settings) };
  const options = { dryRun: false };
  const inside = (command: InsideFix) => () => fixInside(look, command, scope, options);
  const fixes: Readonly<Record<DirectFix, () => Promise<Attempt | undefined>>> = {
    prepare: () => fixPrepare(look, scope, options),
    heal: inside('heal'),
    bridge: inside('bridge'),
  };
  const attempt = await fixes[kind]();
  return attempt
    ? { done: attempt.result === 'done', what: attempt.what }
    : { done: false, what: nothing[kind] };
}
