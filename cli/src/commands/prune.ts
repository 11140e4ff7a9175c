import { homedir } from 'node:os';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import { UserError } from '../host/errors.ts';
import { leftoverJson, leftoverLines } from '../prune/leftoverLines.ts';
import { findLeftovers, type Leftover } from '../prune/leftovers.ts';
import { type Pruned, prune as pruneOne } from '../prune/prune.ts';
import { engineFrom } from '../settings/setting.ts';
import { askYesNo, canAsk } from '../terminal/ask.ts';
import { escapeControls, log, printJson, printResult } from '../terminal/output.ts';

export interface PruneOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  /** Also projects whose disk may not be mounted. */
  readonly unmounted?: boolean;
  readonly json?: boolean;
  readonly dockerPath?: string;
}

/** `prune`: clears what is left of projects that are gone, after it was shown and approved. */
export async function prune(options: PruneOptions): Promise<number> {
  const engine = engineFrom(options.dockerPath, process.env);
  const home = homedir();
  const found = await findLeftovers(engine, home);
  const asks = !options.yes && !options.json && canAsk();
  // Where somebody can be asked, they decide about each that is not sure.
  const sure = found.filter(({ uncertain }) => !uncertain || options.unmounted || asks);
  const spared = found.filter((each) => !sure.includes(each));
  const shown = [
    ...sure.flatMap((each) => leftoverLines(each, home)),
    ...(spared.length > 0
      ? ['', 'Left alone, since they may only be on a disk that is not mounted (--unmounted takes them too):']
      : []),
    ...spared.flatMap((each) => leftoverLines(each, home)),
  ];
  if (options.dryRun || sure.length === 0) {
    if (options.json) printJson({ leftovers: found.map(leftoverJson), pruned: [] });
    else printResult(found.length === 0 ? 'Nothing is left of projects that are gone.' : shown.join('\n'));
    return 0;
  }
  for (const line of shown) log(line);
  log(
    'Conversations in a volume are kept first, in a tar file beside the record; its login and settings are not.',
  );
  const pruned = [];
  for (const leftover of await chosen(sure, options, asks)) pruned.push(await pruneOne(engine, leftover));
  if (options.json) printJson({ leftovers: found.map(leftoverJson), pruned: pruned.map(prunedJson) });
  else printResult(pruned.flatMap((each) => prunedLines(each, home)).join('\n') || 'Nothing was changed.');
  return pruned.some(({ failed }) => failed.length > 0) ? 1 : 0;
}

async function chosen(sure: readonly Leftover[], { yes, unmounted }: PruneOptions, asks: boolean) {
  if (yes) return sure;
  if (!asks)
    throw new UserError('Nothing was changed.', 'Look through it, then run the same command with --yes.');
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

function prunedLines({ leftover, removed, kept, failed, left }: Pruned, home: string): string[] {
  const short = (path: string) => shortenHome(escapeControls(path), home);
  const name = short(leftover.project.folder);
  return [
    failed.length > 0
      ? `${name}: not all of it could be cleared.`
      : `${name}: cleared${removed.length > 0 ? ` (${removed.map(escapeControls).join(', ')})` : ''}.`,
    ...failed.map((line) => `  ${escapeControls(line)}`),
    ...kept.map(
      ({ path, transcripts }) =>
        `  kept ${transcripts === 1 ? '1 transcript' : `${transcripts} transcripts`} of the volume in ${short(path)}`,
    ),
    ...left.map((path) => `  left ${short(path)}`),
  ];
}

function prunedJson({ leftover, ...rest }: Pruned): Record<string, unknown> {
  return { folder: leftover.project.folder, devcontainerId: leftover.project.id, ...rest };
}
