import { homedir } from 'node:os';
import { counted } from '@claude-sessions/core/counted.ts';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import { version } from '../../package.json';
import { leftoverJson, leftoverLines } from '../prune/leftoverLines.ts';
import { findLeftovers, type Leftover } from '../prune/leftovers.ts';
import { type Pruned, prune as pruneOne } from '../prune/prune.ts';
import { engineFrom } from '../settings/setting.ts';
import { askYesNo } from '../terminal/ask.ts';
import { escapeControls, log, note, printJson, printResult } from '../terminal/output.ts';
import { canConsent, notApproved } from './askConsent.ts';
import type { CommonOptions } from './options.ts';

export interface PruneOptions extends Pick<CommonOptions, 'json' | 'dockerPath' | 'quiet' | 'verbose'> {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  /** Also projects whose disk may not be mounted. */
  readonly unmounted?: boolean;
}

/** `prune`: clears what is left of projects that are gone, after it was shown and approved. */
export async function prune(options: PruneOptions): Promise<number> {
  const engine = engineFrom(options.dockerPath, process.env);
  const home = homedir();
  const found = await findLeftovers(engine, home);
  const asks = canConsent(options);
  // Where somebody can be asked, they decide about each that is not sure.
  const sure = found.filter(({ uncertain }) => !uncertain || options.unmounted || asks);
  const spared = found.filter((each) => !sure.includes(each));
  const shown = [
    ...sure.flatMap((each) => leftoverLines(each, home, options)),
    ...(spared.length > 0
      ? ['', 'Left alone, since they may only be on a disk that is not mounted (--unmounted takes them too):']
      : []),
    ...spared.flatMap((each) => leftoverLines(each, home, options)),
  ];
  if (options.dryRun || sure.length === 0) {
    if (options.json) printJson(pruneReport(found, [], { ...options, changed: sure.length > 0 }));
    else printResult(found.length === 0 ? 'Nothing is left of projects that are gone.' : shown.join('\n'));
    return 0;
  }
  // What is asked about is shown, however little is to be said.
  for (const line of shown) (options.yes ? note : log)(line);
  note(
    'Conversations in a volume are kept first, in a tar file beside the record; its login and settings are not, nor the rest of a home.',
  );
  const pruned = [];
  for (const leftover of await chosen(sure, options, asks)) pruned.push(await pruneOne(engine, leftover));
  if (options.json) {
    const changed = pruned.some(({ removed, failed }) => removed.length > 0 || failed.length === 0);
    printJson(pruneReport(found, pruned, { changed }));
  } else {
    printResult(
      pruned.flatMap((each) => prunedLines(each, home, options)).join('\n') || 'Nothing was changed.',
    );
  }
  return pruned.some(({ failed }) => failed.length > 0) ? 1 : 0;
}

async function chosen(sure: readonly Leftover[], { yes, unmounted }: PruneOptions, asks: boolean) {
  if (yes) return sure;
  if (!asks) throw notApproved();
  const certain = sure.filter(({ uncertain }) => !uncertain || unmounted);
  const taken: Leftover[] = [];
  if (certain.length > 0 && (await askYesNo('Clear what is left of the projects that are gone?', false)))
    taken.push(...certain);
  for (const each of sure.filter((one) => !certain.includes(one))) {
    const { folder } = each.project;
    const question = `${escapeControls(folder)} may be on a disk that is not mounted. Clear what is left of it all the same?`;
    if (await askYesNo(question, false)) taken.push(each);
  }
  return taken;
}

function prunedLines(
  { leftover, removed, kept, failed, left }: Pruned,
  home: string,
  { verbose }: PruneOptions,
): string[] {
  const short = (path: string) => shortenHome(escapeControls(path), home);
  const name = short(leftover.project.folder);
  return [
    failed.length > 0
      ? `${name}: not all of it could be cleared.`
      : `${name}: cleared${removed.length > 0 ? ` (${removed.map(escapeControls).join(', ')})` : ''}.`,
    ...failed.map((line) => `  ${escapeControls(line)}`),
    ...kept.map(({ path, transcripts, files }) => {
      const all = verbose ? ` (${counted(files, 'file')})` : '';
      return `  kept ${counted(transcripts, 'transcript')}${all} of the volume in ${short(path)}`;
    }),
    ...left.map((path) => `  left ${short(path)}`),
  ];
}

function prunedJson({ leftover, ...rest }: Pruned): Record<string, unknown> {
  return { folder: leftover.project.folder, devcontainerId: leftover.project.id, ...rest };
}

/** As `schemas/change-report.schema.json` says, which has a shape for it: it is about no one project. */
function pruneReport(
  found: readonly Leftover[],
  pruned: readonly Pruned[],
  { dryRun = false, changed }: { readonly dryRun?: boolean; readonly changed: boolean },
): Record<string, unknown> {
  return {
    ...{ schemaVersion: 1, version, command: 'prune', dryRun, changed },
    leftovers: found.map(leftoverJson),
    pruned: pruned.map(prunedJson),
  };
}
