import { commandFor } from '@claude-sessions/core/checks/words.ts';
import { parseFeatureReference } from '@claude-sessions/core/features.ts';
import { compareChoice } from '@claude-sessions/core/share/compareChoice.ts';
import type { Configured } from '@claude-sessions/core/share/readConfigured.ts';
import { makeChange, type Outcome, planChange } from '../commands/changeMode.ts';
import { UserError } from '../errors.ts';
import { ensureWritable, writeText } from '../host/files.ts';
import { prepareWorkspace } from '../prepareWorkspace.ts';
import { fileDiff, planDiff } from '../report.ts';
import { findTarget, type Target } from '../target.ts';
import { insideWorkspace, readSource, type Workspace } from '../workspace.ts';
import { type Attempt, attempt, type FixOptions } from './fix.ts';
import { askingFor, type Look } from './lookAt.ts';
import { planEditsOf } from './planEdits.ts';

/** Changes devcontainer.json as the findings say: first each by itself, then the mode as a whole where that is asked for. */
export async function fixConfiguration(
  look: Look,
  collection: string,
  options: FixOptions,
): Promise<Attempt[]> {
  const { workspace, gathered } = look;
  const { source } = gathered.configuration;
  if (source === undefined) return [];
  const edits = await planEditsOf(look, source);
  const attempts: Attempt[] = [];
  if (edits.titles.length > 0) {
    const what = `${insideWorkspace(workspace, workspace.configFile)}: ${edits.titles.join('; ')}`;
    const write = async () => {
      await writeEdit(look, source, edits.source);
      return what;
    };
    const diff = fileDiff(insideWorkspace(workspace, workspace.configFile), {
      path: workspace.configFile,
      before: source,
      after: edits.source,
    });
    const done = await attempt('edit', edits.codes, what, options, write);
    attempts.push(options.dryRun ? { ...done, diff } : done);
  }
  const codes = askingFor(edits.results, 'applyMode');
  return codes.length === 0
    ? attempts
    : [...attempts, await applyMode(look, collection, edits.source, codes, options)];
}

async function writeEdit({ workspace, gathered }: Look, before: string, after: string): Promise<void> {
  if (gathered.record?.team) {
    throw new UserError(
      "It is the personal configuration, which is made of the team's.",
      "Put it right in the team's devcontainer.json, then run `claude-sessions share --personal` again.",
    );
  }
  const path = workspace.configFile;
  await ensureWritable(workspace.folder, path);
  if ((await readSource(path)) !== before) {
    throw new UserError(
      `${path} was changed by somebody else meanwhile.`,
      'Run this again; nothing was changed.',
    );
  }
  await writeText(path, after);
}

/**
 * Writes the mode anew as the user chose it last on this host; where nothing is known of that, as it is configured. What a
 * container may have written into the file does not become the user's choice by this.
 * @param collection where our Features come from, where the file does not say
 * @param source the file as edits leave it
 */
async function applyMode(
  look: Look,
  collection: string,
  source: string,
  codes: readonly string[],
  options: FixOptions,
): Promise<Attempt> {
  const { workspace } = look;
  const { mode } = wantedOf(look);
  const would = `write the ${mode} mode anew`;
  const wider = whatIsWider(look);
  if (wider) return { action: 'applyMode', codes, result: 'failed', what: `${would}: ${wider}` };
  if (options.dryRun) {
    const target = await targetOf(look);
    const outcome = await planOf(look, collection, target.team ? target : { ...target, current: source });
    return { ...planned(would, codes), diff: planDiff(workspace, outcome.plan) };
  }
  return attempt('applyMode', codes, would, options, async () => {
    const outcome = await planOf(look, collection, await targetOf(look));
    if (mode === 'share') await prepareWorkspace(workspace, collection, outcome.plan.source);
    await makeChange(outcome);
    return `wrote the ${mode} mode anew: ${changedFiles(workspace, outcome)}`;
  });
}

/** What the mode and its options are to be. */
function wantedOf({ gathered: { record, configuration } }: Look): Pick<Configured, 'mode' | 'options'> {
  return record?.chosen ?? configuration.configured;
}

/** Why the mode is not written: the file asks for more than the user chose, who may mean it or not. */
function whatIsWider({ gathered: { record, configuration } }: Look): string | undefined {
  const { configured, facts } = configuration;
  const differences = record?.chosen ? compareChoice(configured, record.chosen) : [];
  const wider = differences.filter((each) => each.wider).map(({ text }) => text);
  if (!record?.chosen || wider.length === 0) return undefined;
  const { file } = facts;
  return `devcontainer.json asks for more than you chose last on this host (${wider.join('; ')}). Run \`${commandFor(record.chosen, file)}\` for what you chose, or \`${commandFor(configured, file)}\` if that is what you want.`;
}

const planned = (what: string, codes: readonly string[]): Attempt => {
  return { action: 'applyMode', codes, result: 'planned', what };
};

function targetOf(look: Look): Promise<Target> {
  const { workspace, gathered } = look;
  const { mode } = wantedOf(look);
  const team = gathered.record?.team;
  const which = team ? { personal: true, config: team.path } : { config: workspace.configFile };
  return findTarget(workspace.folder, which, mode);
}

/** Of the collection that the file names, whatever the environment says. */
function planOf(look: Look, collection: string, target: Target): Promise<Outcome> {
  const { mode, options } = wantedOf(look);
  const [first] = look.gathered.configuration.configured.features;
  const named = first && parseFeatureReference(first.reference).collection;
  return planChange(target, mode, options, { collection: named ?? collection, installClaude: false });
}

function changedFiles(workspace: Workspace, { plan }: Outcome): string {
  const names = plan.files.map(({ path }) => insideWorkspace(workspace, path));
  return names.length > 0 ? names.join(', ') : 'nothing had to be changed';
}
