import { allChecks } from '@claude-sessions/core/checks/allChecks.ts';
import { type CheckResult, runChecks } from '@claude-sessions/core/checks/check.ts';
import type { Finding } from '@claude-sessions/core/checks/finding.ts';
import { documentSource, parseDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { parseFeatureReference } from '@claude-sessions/core/features.ts';
import { makeChange, type Outcome, planChange } from '../commands/changeMode.ts';
import { UserError } from '../errors.ts';
import { configurationOf } from '../facts/configurationFacts.ts';
import { hostOf } from '../facts/gatherFacts.ts';
import { ensureWritable, writeText } from '../host/files.ts';
import { prepareWorkspace } from '../prepareWorkspace.ts';
import { fileDiff, planDiff } from '../report.ts';
import { findTarget, type Target } from '../target.ts';
import { insideWorkspace, readSource, type Workspace } from '../workspace.ts';
import { type Attempt, attempt, type FixOptions } from './fix.ts';
import { askingFor, findingsOf, type Look } from './lookAt.ts';

/** Changes devcontainer.json as the findings say: first each by itself, then the mode as a whole where that is asked for. */
export async function fixConfiguration(look: Look, options: FixOptions): Promise<Attempt[]> {
  const { workspace, gathered } = look;
  const { source } = gathered.configuration;
  if (source === undefined) return [];
  const edits = await planEdits(look, source);
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
  return codes.length === 0 ? attempts : [...attempts, await applyMode(look, edits.source, codes, options)];
}

interface Edits {
  /** The file as all edits leave it. */
  readonly source: string;
  readonly titles: readonly string[];
  readonly codes: readonly string[];
  /** What the checks say then. */
  readonly results: readonly CheckResult[];
}

/** Works the edits out one after the other, each on what the one before has left. */
async function planEdits({ workspace, gathered, results }: Look, source: string): Promise<Edits> {
  const tried = new Set<string>();
  const done: Finding[] = [];
  const titles: string[] = [];
  const now = { source, results, facts: gathered.facts };
  for (;;) {
    const next = findingsOf(now.results).find((finding) => {
      return finding.action?.kind === 'edit' && !tried.has(keyOf(finding));
    });
    if (next?.action?.kind !== 'edit') break;
    tried.add(keyOf(next));
    const { bom } = parseDocument(now.source);
    const after = documentSource({ bom, text: next.action.text });
    if (after === now.source || parseDocument(after).errors.length > 0) continue;
    done.push(next);
    titles.push(next.action.title);
    const configuration = configurationOf(workspace, gathered.record, after);
    const host = await hostOf(workspace, configuration, gathered.record);
    now.source = after;
    now.facts = { ...now.facts, configuration: configuration.facts, host };
    now.results = runChecks(allChecks, now.facts);
  }
  return { ...now, titles, codes: [...new Set(done.map(({ code }) => code))] };
}

const keyOf = ({ code, message, evidence }: Finding) => JSON.stringify([code, message, evidence]);

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

/** Writes the mode that is configured anew, with its options. @param source the file as edits leave it */
async function applyMode(
  look: Look,
  source: string,
  codes: readonly string[],
  options: FixOptions,
): Promise<Attempt> {
  const { workspace, gathered } = look;
  const { mode } = gathered.configuration.configured;
  const would = `write the ${mode} mode anew`;
  if (options.dryRun) {
    const target = await targetOf(look);
    const outcome = await planOf(look, target.team ? target : { ...target, current: source });
    return { ...planned(would, codes), diff: planDiff(workspace, outcome.plan) };
  }
  return attempt('applyMode', codes, would, options, async () => {
    const outcome = await planOf(look, await targetOf(look));
    if (mode === 'share') await prepareWorkspace(workspace, outcome.plan.source);
    await makeChange(outcome);
    return `wrote the ${mode} mode anew: ${changedFiles(workspace, outcome)}`;
  });
}

const planned = (what: string, codes: readonly string[]): Attempt => {
  return { action: 'applyMode', codes, result: 'planned', what };
};

function targetOf({ workspace, gathered }: Look): Promise<Target> {
  const { mode } = gathered.configuration.configured;
  const team = gathered.record?.team;
  const which = team ? { personal: true, config: team.path } : { config: workspace.configFile };
  return findTarget(workspace.folder, which, mode);
}

/** Of the collection that the file names, whatever the environment says. */
function planOf({ gathered }: Look, target: Target): Promise<Outcome> {
  const { mode, options, features } = gathered.configuration.configured;
  const [first] = features;
  const collection = first && parseFeatureReference(first.reference).collection;
  return planChange(target, mode, options, { ...(collection && { collection }), installClaude: false });
}

function changedFiles(workspace: Workspace, { plan }: Outcome): string {
  const names = plan.files.map(({ path }) => insideWorkspace(workspace, path));
  return names.length > 0 ? names.join(', ') : 'nothing had to be changed';
}
