import { parseDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { carryOut } from '../change/carryOut.ts';
import { modeAgain, requestAgain, targetAgain, whatIsWider } from '../change/modeAgain.ts';
import { type Outcome, planChange } from '../change/planChange.ts';
import { fileDiff, planDiff } from '../change/report.ts';
import type { Scope } from '../facts/gatherFacts.ts';
import { askingFor, type Look } from '../facts/lookAt.ts';
import { UserError } from '../host/errors.ts';
import { ensureWritable, writeText } from '../host/files.ts';
import { lockProject } from '../workspace/lockProject.ts';
import { insideWorkspace, readSource, type Workspace } from '../workspace/workspace.ts';
import { type Attempt, attempt, type FixOptions } from './fix.ts';
import { planEditsOf } from './planEdits.ts';

/** Changes devcontainer.json as the findings say: first each by itself, then the mode as a whole where that is asked for. */
export async function fixConfiguration(
  look: Look,
  scope: Pick<Scope, 'collection' | 'engine'>,
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
      await lockProject(workspace, () => writeEdit(look, source, edits.source));
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
    : [...attempts, await applyMode(look, scope, edits.source, codes, options)];
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

/** Writes the mode anew. @param source the file as edits leave it */
async function applyMode(
  look: Look,
  { collection, engine }: Pick<Scope, 'collection' | 'engine'>,
  source: string,
  codes: readonly string[],
  options: FixOptions,
): Promise<Attempt> {
  const { workspace } = look;
  const { mode } = modeAgain(look);
  const request = requestAgain(look, collection);
  const would = `write the ${mode} set-up again`;
  const wider = whatIsWider(look);
  if (wider) {
    return { action: 'applyMode', codes, result: 'failed', what: `${would}: ${wider.message} ${wider.hint}` };
  }
  if (options.dryRun) {
    const target = await targetAgain(look);
    const document = parseDocument(source);
    const edited = { current: document, start: document };
    const outcome = await planChange(target.team ? target : { ...target, ...edited }, request);
    return { ...planned(would, codes), diff: planDiff(workspace, outcome.plan) };
  }
  return attempt('applyMode', codes, would, options, async () => {
    const outcome = await lockProject(workspace, async () => {
      const outcome = await planChange(await targetAgain(look), request);
      await carryOut(outcome, { engine });
      return outcome;
    });
    return `wrote the ${mode} set-up again: ${changedFiles(workspace, outcome)}`;
  });
}

const planned = (what: string, codes: readonly string[]): Attempt => {
  return { action: 'applyMode', codes, result: 'planned', what };
};

function changedFiles(workspace: Workspace, { plan }: Outcome): string {
  const names = plan.files.map(({ path }) => insideWorkspace(workspace, path));
  return names.length > 0 ? names.join(', ') : 'nothing had to be changed';
}
