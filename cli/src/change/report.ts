import { type Breach, breachText } from '@claude-sessions/core/share/isolationBreaches.ts';
import type { Mode } from '@claude-sessions/core/share/options.ts';
import { createTwoFilesPatch } from 'diff';
import type { FileChange } from '../host/files.ts';
import { escapeControls, log, out, printDiff, printResult } from '../terminal/output.ts';
import { isQuiet } from '../terminal/verbosity.ts';
import { insideWorkspace, type Workspace } from '../workspace/workspace.ts';
import type { ChangeReport } from './changeReport.ts';
import type { Plan } from './plan.ts';
import type { Outcome } from './planChange.ts';

/** A unified diff, with paths below the workspace folder. */
export function planDiff(workspace: Workspace, plan: Plan): string {
  return plan.files.map((file) => fileDiff(insideWorkspace(workspace, file.path), file)).join('');
}

/** One file's, under the name that is shown. */
export function fileDiff(path: string, { before, after }: FileChange): string {
  const patch = createTwoFilesPatch(
    before === null ? '/dev/null' : `a/${path}`,
    after === null ? '/dev/null' : `b/${path}`,
    before ?? '',
    after ?? '',
  );
  return patch.slice(patch.indexOf('\n') + 1);
}

/**
 * The diff, for `--dry-run` and `--verbose`. On a terminal a dry run has a line for each file that is made or deleted, unless
 * `--verbose`: what is of interest is the change of the file that is there. A program gets a whole patch.
 */
export function printPlan({ target, plan, warnings }: Outcome, { dryRun, verbose }: PlanDetail): void {
  if (dryRun) {
    for (const line of warningLines({ warnings })) log(line);
    if (plan.files.length === 0) log('Nothing would change.');
  }
  if (verbose || !process.stdout.isTTY) printDiff(planDiff(target.workspace, plan));
  else printShortPlan(target.workspace, plan);
}

function printShortPlan(workspace: Workspace, plan: Plan): void {
  const isEdit = ({ before, after }: FileChange) => before !== null && after !== null;
  printDiff(planDiff(workspace, { ...plan, files: plan.files.filter(isEdit) }));
  const whole = plan.files.filter((file) => !isEdit(file));
  for (const { path, after } of whole) {
    const name = escapeControls(insideWorkspace(workspace, path));
    printResult(after === null ? `${out.red('-')} ${name} (deleted)` : `${out.green('+')} ${name} (new)`);
  }
  if (whole.length > 0 && !isQuiet()) printResult('Add --verbose for the full text.');
}

interface PlanDetail {
  readonly dryRun?: boolean;
  readonly verbose?: boolean;
}

/** A line for each change; says so when there was none. */
export function changeLines({ target, mode, plan }: Outcome): string[] {
  const { workspace } = target;
  const name = (path: string) => escapeControls(insideWorkspace(workspace, path));
  const file = name(workspace.configFile);
  if (plan.files.length === 0) {
    return [
      mode === 'none'
        ? `${file} has no set-up of Claude Sessions: nothing to remove.`
        : `${file} is already up to date.`,
    ];
  }
  const signs = { added: out.green('+'), removed: out.red('-'), changed: out.yellow('~') };
  const untouched = plan.files.every(({ path }) => path !== workspace.configFile);
  return [
    untouched
      ? `${file} ${mode === 'none' ? 'has no set-up of Claude Sessions' : 'is already up to date'}. Other files:`
      : `${file}:`,
    ...plan.changes.map(({ kind, what }) => `  ${signs[kind]} ${escapeControls(what)}`),
    ...plan.files
      .filter((each) => each.path !== workspace.configFile)
      .map((each) => `  ${signs[kindOf(each)]} ${name(each.path)}`),
  ];
}

function kindOf({ before, after }: FileChange): 'added' | 'removed' | 'changed' {
  if (after === null) return 'removed';
  return before === null ? 'added' : 'changed';
}

/** For the copy of the file as it was (`CarriedOut.kept`); no lines when there is none. */
export function keptLines(path: string | undefined): string[] {
  if (path === undefined) return [];
  return [
    'It was edited where our lines were. What had been replaced is known value by value; the file as it was before the',
    `first command is kept in ${escapeControls(path)}.`,
  ];
}

/** A warning, with a line for each way by which the container reaches more than it should; no lines when there is none. */
export function breachLines(breaches: readonly Breach[], mode: Mode): string[] {
  if (breaches.length === 0) return [];
  const composed = breaches.some(({ where }) => where.startsWith('Compose service'));
  const what = composed ? 'devcontainer.json, or a Compose file,' : 'devcontainer.json';
  return [
    mode === 'isolate'
      ? `warning: ${what} lets the container reach the host all the same, which undoes the isolation:`
      : `warning: ${what} lets the container reach more of the host than what is shared:`,
    ...breaches.map((breach) => `  ${escapeControls(breachText(breach))}`),
  ];
}

/** Says where git goes on to see a personal configuration. */
export function logSeenByGit(done: { readonly seenByGit?: string } | undefined): void {
  if (done?.seenByGit !== undefined) log(`warning: ${escapeControls(done.seenByGit)}`);
}

export function warningLines({ warnings }: Pick<Outcome, 'warnings'>): string[] {
  return warnings.map((warning) => `warning: ${escapeControls(warning)}`);
}

/** The part of a report that comes of a change of devcontainer.json. */
export function outcomeJson(
  { plan, warnings }: Outcome,
  dryRun: boolean | undefined,
): Pick<ChangeReport, 'dryRun' | 'changed' | 'changes' | 'warnings' | 'files'> {
  return {
    dryRun: dryRun ?? false,
    changed: plan.files.length > 0,
    changes: plan.changes,
    warnings,
    files: plan.files.map(({ path, before, after }) => ({
      path,
      change: before === null ? 'created' : after === null ? 'deleted' : 'changed',
    })),
  };
}
