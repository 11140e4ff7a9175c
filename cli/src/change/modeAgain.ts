import { parseFeatureReference } from '@claude-sessions/core/features.ts';
import { advice, adviceAbout } from '@claude-sessions/core/findings/advice.ts';
import { commandFor } from '@claude-sessions/core/findings/words.ts';
import { compareChoice } from '@claude-sessions/core/share/compareChoice.ts';
import type { Chosen } from '@claude-sessions/core/share/options.ts';
import type { Look } from '../facts/lookAt.ts';
import { UserError } from '../host/errors.ts';
import { openPersonal } from '../workspace/personal.ts';
import { openTarget, type Target } from '../workspace/target.ts';
import { modeNow } from './modeNow.ts';
import type { ChangeRequest } from './planChange.ts';

/** The mode and its options to be written anew. */
export function modeAgain({ gathered: { record, configuration } }: Look): Chosen {
  return modeNow(record, configuration.configured);
}

/** Why the mode is not written: the file asks for more than the user chose, who may mean it or not. */
export function whatIsWider({ gathered: { record, configuration } }: Look): UserError | undefined {
  const { configured, facts } = configuration;
  const differences = record?.chosen ? compareChoice(configured, record.chosen) : [];
  const wider = differences.filter((each) => each.wider).map(({ text }) => text);
  if (!record?.chosen || wider.length === 0) return undefined;
  const { where = [] } = facts;
  return new UserError(
    `devcontainer.json asks for more than you chose last on this host (${wider.join('; ')}).`,
    adviceAbout(
      advice`Run ${commandFor(record.chosen, configured)} for what you chose, or ${commandFor(configured, record.chosen)} if that is what you want.`,
      where,
    ),
  );
}

/** The configuration opened anew, a personal one by its team file. @param text devcontainer.json as an editor has it */
export function targetAgain(look: Look, text?: string): Promise<Target> {
  const { workspace, gathered } = look;
  const team = gathered.record?.team;
  return team
    ? openPersonal(workspace.folder, workspace.configFile, team.path, modeAgain(look).mode)
    : openTarget(workspace.folder, workspace.configFile, text);
}

/**
 * The request for the mode that holds now, of the collection that the file names, whatever the environment says.
 * @param collection taken when the file names none
 */
export function requestAgain(look: Look, collection: string): ChangeRequest {
  const [first] = look.gathered.configuration.configured.features;
  const named = first && parseFeatureReference(first.reference).collection;
  const { mode, options } = modeAgain(look);
  return { mode, options, collection: named ?? collection, wantsClaudeCode: async () => false };
}
