import { allChecks } from '@claude-sessions/core/checks/allChecks.ts';
import { parseDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { runChecks } from '@claude-sessions/core/findings/check.ts';
import { type Edits, planEdits } from '@claude-sessions/core/findings/planEdits.ts';
import { configurationOf } from '../facts/configurationFacts.ts';
import { hostOf } from '../facts/gatherFacts.ts';
import type { Look } from '../facts/lookAt.ts';

/** Makes the edits of all findings in the text, in rounds; the host is looked at anew for the text that each round leaves. */
export function planEditsOf({ workspace, gathered, results }: Look, source: string): Promise<Edits> {
  const { collections } = gathered.configuration.facts;
  return planEdits(source, results, async (changed) => {
    const configuration = configurationOf(workspace, collections, parseDocument(changed));
    const host = await hostOf(workspace, configuration, gathered.record);
    const { settings } = gathered.configuration.facts;
    const facts = { ...configuration.facts, ...(settings && { settings }) };
    return runChecks(allChecks, { ...gathered.facts, configuration: facts, host });
  });
}
