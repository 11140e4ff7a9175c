import { homedir } from 'node:os';
import { agoText } from '@claude-sessions/core/conversations/conversationTable.ts';
import { shownSize } from '@claude-sessions/core/conversations/shownSize.ts';
import { counted } from '@claude-sessions/core/counted.ts';
import { parseAge } from '@claude-sessions/core/prune/letGoRules.ts';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import type { Snapshot } from '@claude-sessions/core/snapshots/Snapshot.ts';
import { version } from '../../package.json';
import { requestFor } from '../conversations/requestFor.ts';
import { UsageError } from '../host/errors.ts';
import {
  chooseSnapshots,
  type SnapshotChoice,
  type SnapshotRules,
} from '../prune/snapshots/chooseSnapshots.ts';
import { removeSnapshots } from '../prune/snapshots/removeSnapshots.ts';
import { escapeControls, log, note, printJson, printResult } from '../terminal/output.ts';
import { askConsent } from './askConsent.ts';

export interface PruneSnapshotsOptions {
  readonly all?: boolean;
  readonly olderThan?: string;
  readonly keepLast?: string;
  readonly onlyCopies?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `prune --snapshots`: lets snapshots go, and the bytes that no other needs, after they were shown and approved. */
export async function pruneSnapshots(
  folder: string | undefined,
  options: PruneSnapshotsOptions,
): Promise<number> {
  const rules = rulesOf(options);
  const { configDir, project } = await requestFor(folder, options);
  const home = homedir();
  const choice = await chooseSnapshots({ home, configDir, project }, rules, Date.now());
  const { going } = choice;
  if (options.dryRun || going.length === 0) {
    if (options.json) printJson(reportOf(choice, options));
    else
      printResult(
        (going.length === 0
          ? ['There is no such snapshot.', ...keptLines(choice, rules)]
          : linesOf(choice, rules)
        ).join('\n'),
      );
    return 0;
  }
  for (const line of linesOf(choice, rules)) (options.yes ? note : log)(line);
  await askConsent(`Let ${going.length === 1 ? 'it' : 'them'} go? That cannot be undone.`, options);
  await removeSnapshots(home, going);
  if (options.json) printJson(reportOf(choice, options));
  else printResult(`${counted(going.length, 'snapshot')} gone (${shownSize(choice.bytes)}).`);
  return 0;
}

function rulesOf({ olderThan, keepLast, onlyCopies }: PruneSnapshotsOptions): SnapshotRules {
  const age = olderThan === undefined ? undefined : parseAge(olderThan);
  if (olderThan !== undefined && age === undefined)
    throw new UsageError(`--older-than ${olderThan} is no time.`, 'Write 90d, 12h or 4w, say.');
  if (keepLast !== undefined && !/^\d{1,6}$/.test(keepLast))
    throw new UsageError(`--keep-last ${keepLast} is no number.`, 'Write how many, 10 say.');
  if (age === undefined && keepLast === undefined)
    throw new UsageError('Nothing says which snapshots are to go.', 'Add --older-than or --keep-last.');
  return { olderThan: age, keepLast: keepLast === undefined ? undefined : Number(keepLast), onlyCopies };
}

function linesOf(choice: SnapshotChoice, rules: SnapshotRules): string[] {
  return [
    ...choice.going.map((each) => lineOf(each)),
    '',
    `${counted(choice.going.length, 'snapshot')}, ${shownSize(choice.bytes)} that nothing else needs.`,
    ...keptLines(choice, rules),
  ];
}

function lineOf({ id, takenAt, reason, name, project }: Snapshot): string {
  const of = escapeControls(shortenHome(project, homedir()));
  return `${id}  ${agoText(takenAt, Date.now())}  ${reason}  ${of}${name === undefined ? '' : `  ${escapeControls(name)}`}`;
}

function keptLines({ onlyCopies }: SnapshotChoice, { onlyCopies: goes }: SnapshotRules): string[] {
  const what = goes ? 'goes, with the only copy' : 'stays, since it has the only copy';
  return onlyCopies.map(({ snapshot, sessions }) => {
    const ids = sessions.slice(0, mostNamed).map((id) => id.slice(0, 8));
    return `${snapshot.id} ${what} of ${counted(sessions.length, 'conversation')}: ${ids.join(', ')}${sessions.length > mostNamed ? ', …' : ''}`;
  });
}

const mostNamed = 5;

/** As `schemas/change-report.schema.json` says. */
function reportOf(
  { going, onlyCopies, bytes }: SnapshotChoice,
  { dryRun = false }: PruneSnapshotsOptions,
): Record<string, unknown> {
  return {
    ...{ schemaVersion: 1, version, command: 'prune', dryRun, changed: going.length > 0 },
    snapshots: going.map(({ id, takenAt, reason, name, project }) => ({
      ...{ id, takenAt: new Date(takenAt).toISOString(), reason, name: name ?? null, project },
    })),
    onlyCopies: onlyCopies.map(({ snapshot, sessions }) => ({ id: snapshot.id, sessions })),
    bytes,
  };
}
