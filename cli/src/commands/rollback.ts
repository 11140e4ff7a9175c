import { titleOf } from '@claude-sessions/core/conversations/Conversation.ts';
import type { Snapshot } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { isTranscript, sessionOf } from '@claude-sessions/core/snapshots/sessionOf.ts';
import { version } from '../../package.json';
import { findConversations } from '../conversations/findConversations.ts';
import { containersBy } from '../conversations/withContainers.ts';
import { UsageError, UserError } from '../host/errors.ts';
import { engineFrom } from '../settings/setting.ts';
import {
  type CodePlan,
  codeOf,
  codeToUndo,
  ensureClosed,
  findSnapshot,
  hostFiles,
  listSnapshots,
  planCode,
  planRollback,
  planUndo,
  type RollbackOptions,
  type RollbackPlan,
  rollBack,
  type SnapshotRequest,
  titleFromSnapshot,
  unfinishedRollback,
} from '../snapshots/snapshots.ts';
import { askChoice, askYesNo } from '../terminal/ask.ts';
import { escapeControls, log, note, printJson, printResult } from '../terminal/output.ts';
import { askConsent, canConsent } from './askConsent.ts';
import { rollbackLines } from './rollbackLines.ts';
import { snapshotRequest } from './snapshot.ts';
import { snapshotJson, snapshotLine } from './snapshotWords.ts';

export interface RollbackCommandOptions {
  readonly conversation?: readonly string[];
  readonly exact?: boolean;
  readonly code?: boolean;
  readonly undo?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly dockerPath?: string;
}

/** `rollback`: a project's conversations as they were, after it was shown and approved. */
export async function rollback(id: string | undefined, options: RollbackCommandOptions): Promise<number> {
  if (options.undo && (id !== undefined || options.conversation || options.exact || options.code))
    throw new UsageError('--undo takes nothing else.', 'It undoes the last rollback, whatever it was.');
  const request = await snapshotRequest(undefined);
  const plan = await planFor(request, id, options);
  if (!plan) return tellNothing(options);
  const code = await codeFor(request, plan, options);
  const isNothing = plan.steps.length === 0 && !code;
  if (options.dryRun || isNothing) return await tell(request, plan, code, options);
  ensureClosed(plan.open);
  await show(request, plan, code, options);
  if (plan.steps.length > 0 || !code) await askConsent(`Go back to ${plan.snapshot.id}?`, options);
  const withCode = code && (await mayChangeCode(code, options)) ? code : undefined;
  if (!withCode && plan.steps.length === 0) return tellNothing(options);
  const before = await rollBack(request, plan, withCode);
  if (options.json) printJson(reportOf(plan, withCode, { dryRun: false, before }));
  else {
    printResult(`Went back to ${snapshotLine(plan.snapshot)}`);
    note('Undo it: claude-sessions rollback --undo');
  }
  return 0;
}

async function planFor(
  request: SnapshotRequest,
  id: string | undefined,
  options: RollbackCommandOptions,
): Promise<RollbackPlan | undefined> {
  const containersOf = containersBy(engineFrom(options.dockerPath, process.env));
  if (options.undo) return await planUndo(request, containersOf);
  const begun = id === undefined && !options.conversation ? await unfinishedRollback(request) : undefined;
  if (begun) {
    const { to, sessions, exact } = begun;
    log('A rollback was begun and has not ended; this goes on with it.');
    return await planRollback(request, await findSnapshot(request, to), { sessions, exact, containersOf });
  }
  const settings = (snapshot: Snapshot): RollbackOptions => ({
    sessions: options.conversation && sessionsNamed(snapshot, options.conversation),
    exact: options.exact,
    containersOf,
  });
  const plan = async (snapshot: Snapshot) => planRollback(request, snapshot, settings(snapshot));
  if (id !== undefined) return await plan(await findSnapshot(request, id));
  const all = await listSnapshots(request);
  if (all.length === 0)
    throw new UserError('There are no snapshots of this project.', '`claude-sessions snapshot` takes one.');
  if (canConsent(options) && !options.dryRun) return await plan(await choose(all));
  for (const snapshot of all) {
    const found = await plan(snapshot);
    if (found.steps.length > 0) return found;
  }
  return undefined;
}

const mostShown = 50;

async function choose(all: readonly Snapshot[]): Promise<Snapshot> {
  const options = all.slice(0, mostShown).map((each) => ({ value: each.id, label: snapshotLine(each) }));
  const id = await askChoice('Back to which snapshot?', options);
  const found = all.find((each) => each.id === id);
  if (!found) throw new UserError('Nothing was chosen.').as('cancelled');
  return found;
}

/** @throws UserError where one is none of the snapshot's, or could be several */
function sessionsNamed(snapshot: Snapshot, names: readonly string[]): string[] {
  const all = new Set(
    hostFiles(snapshot).flatMap(({ path }) => (isTranscript(path) ? (sessionOf(path) ?? []) : [])),
  );
  return names.map((name) => {
    const found = [...all].filter((each) => each.startsWith(name.trim().toLowerCase()));
    const [first] = found;
    if (first !== undefined && found.length === 1) return first;
    throw new UserError(
      `The snapshot ${snapshot.id} has ${found.length === 0 ? 'no' : 'several'} conversations ${escapeControls(name)}.`,
      'Name each by its session id, or more of it.',
    );
  });
}

async function codeFor(
  request: SnapshotRequest,
  { snapshot }: RollbackPlan,
  options: RollbackCommandOptions,
): Promise<CodePlan | undefined> {
  const to = options.undo ? await codeToUndo(request) : options.code ? codeOf(snapshot.code) : undefined;
  if (to === undefined) return undefined;
  const plan = await planCode(request.project, to);
  return plan.stat === '' ? undefined : plan;
}

async function mayChangeCode({ stat, top }: CodePlan, options: RollbackCommandOptions): Promise<boolean> {
  if (options.yes) return true;
  log(`In ${escapeControls(top)}, from now to then:\n${stat.split('\n').map(escapeControls).join('\n')}`);
  return await askYesNo('Check these files out, too? No branch is moved.', false);
}

function tellNothing({ json }: RollbackCommandOptions): number {
  if (json) printJson({ ...report, dryRun: false, changed: false, snapshot: null, before: null, ...none });
  else printResult('Nothing was changed.');
  return 0;
}

async function tell(
  request: SnapshotRequest,
  plan: RollbackPlan,
  code: CodePlan | undefined,
  options: RollbackCommandOptions,
): Promise<number> {
  if (options.json) printJson(reportOf(plan, code, { dryRun: options.dryRun ?? false }));
  else if (plan.steps.length === 0 && !code)
    printResult(`All is as in ${plan.snapshot.id}; nothing was changed.`);
  else {
    printResult((await linesFor(request, plan)).join('\n'));
    if (code) printResult(code.stat.split('\n').map(escapeControls).join('\n'));
    if (code && !options.undo && lacksWork(plan.snapshot)) log(`note: ${notWork}`);
    if (plan.open.length > 0) log(`warning: Claude Code has ${plan.open.join(', ')} open.`);
  }
  return 0;
}

const notWork = 'What was not committed then is not in this snapshot, which nobody asked for.';

/** Only what somebody asked for writes to their repository. */
const lacksWork = ({ reason }: Snapshot) => reason !== 'asked';

async function show(
  request: SnapshotRequest,
  plan: RollbackPlan,
  code: CodePlan | undefined,
  { json, undo }: RollbackCommandOptions,
): Promise<void> {
  if (json) return;
  for (const line of await linesFor(request, plan)) log(line);
  if (code) log('The files of the repository are asked about apart.');
  if (code && !undo && lacksWork(plan.snapshot)) log(`note: ${notWork}`);
}

async function linesFor(request: SnapshotRequest, plan: RollbackPlan): Promise<string[]> {
  const titles = new Map<string, string>();
  for (const each of await findConversations({ ...request })) {
    const title = titleOf(each);
    if (title !== undefined && each.place.kind === 'host') titles.set(each.id, title);
  }
  const kept = new Map(hostFiles(plan.snapshot).map((file) => [file.path, file]));
  for (const { path, session } of plan.steps) {
    const file = isTranscript(path) ? kept.get(path) : undefined;
    if (!file || session === undefined || titles.has(session)) continue;
    const title = titleFromSnapshot(request.home, file);
    if (title !== undefined) titles.set(session, title);
  }
  return [
    `Back to ${snapshotLine(plan.snapshot)}:`,
    ...rollbackLines(plan, (session) => titles.get(session)),
  ];
}

const report = { schemaVersion: 1, version };
const none = { steps: [], begunSince: [], open: [], code: null };

function reportOf(
  { snapshot, steps, begunSince, open }: RollbackPlan,
  code: CodePlan | undefined,
  { dryRun, before }: { readonly dryRun: boolean; readonly before?: Snapshot },
): Record<string, unknown> {
  return {
    ...report,
    dryRun,
    changed: steps.length > 0 || code !== undefined,
    snapshot: snapshotJson(snapshot),
    before: before ? snapshotJson(before) : null,
    steps: steps.map(({ kind, path, session, from, to }) => ({
      kind,
      path,
      session: session ?? null,
      from,
      to,
    })),
    begunSince,
    open,
    code: code ? { before: code.before, to: code.to } : null,
  };
}
