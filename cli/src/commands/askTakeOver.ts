import type { FormerVolumeReport } from '../change/changeReport.ts';
import type { Foreseen } from '../change/lookAhead.ts';
import type { Engine } from '../host/engine.ts';
import { holdingWords } from '../migrate/holdingWords.ts';
import { keptByPeer, leftFolder, leftOnHost, leftVolume, takenVolume } from '../takeOver/formerWords.ts';
import { type Inspected, inspectFormer, type TakeOver } from '../takeOver/takeOver.ts';
import { askYesNo, canAsk, withProgress } from '../terminal/ask.ts';
import { escapeControls } from '../terminal/output.ts';
import { typedHere } from '../workspace/commandWords.ts';
import type { ChangeOptions } from './options.ts';

/** What of former volumes is to be copied: all by the flag, else what the user says yes to; where nobody can be asked, nothing. */
export async function askTakeOver(
  { target, plan, former }: Foreseen,
  { takeOver, dryRun }: ChangeOptions,
  engine: Engine,
): Promise<Inspected[]> {
  if (dryRun || takeOver === false || !former || !plan.after) return [];
  // Whoever said no when it was taken out is not asked each time.
  const isAsked = canAsk() && plan.files.length > 0;
  const volumes = takeOver ? former.volumes : former.volumes.filter(({ taken }) => !taken);
  if (volumes.length === 0 || !(takeOver || isAsked)) return [];
  const look = () => inspectFormer(target.workspace, target.start, { ...former, volumes }, engine);
  const inspected = await withProgress('Looking into the volume …', look);
  if (takeOver) return inspected;
  const wanted: Inspected[] = [];
  for (const each of inspected) {
    if ('why' in each || (await askYesNo(questionOf(each), true))) wanted.push(each);
  }
  return wanted;
}

function questionOf({ former: { volume }, holding }: Exclude<Inspected, { why: string }>): string {
  return `So far the dev container kept Claude's state in the volume ${escapeControls(volume)}: ${holdingWords(holding)}. Copy it into the volume that takes its place? ${escapeControls(volume)} itself stays as it is.`;
}

/** For the result: what was taken over, and what stays where. */
export async function formerLines(
  { former, target, mode, plan }: Foreseen,
  done: readonly TakeOver[],
  { command }: Engine,
): Promise<string[]> {
  if (!former) return [];
  const typed = await typedHere(target.workspace, mode === 'share' ? 'share' : 'isolate', '--take-over');
  const migrate = await typedHere(target.workspace, 'migrate');
  const handled = new Set(done.map(({ former: { volume } }) => volume));
  // What no engine can tell of is said when it is taken out, and not each time.
  const isNews = former.known || plan.files.length > 0;
  const rest = former.volumes
    .filter(({ volume, taken }) => isNews && !taken && !handled.has(volume))
    .map((each): TakeOver => ({ former: each, kind: 'left' }));
  return [
    ...[...done, ...rest].flatMap((each) => {
      if (each.kind === 'left')
        return [
          `warning: ${leftVolume(each.former, { command: typed, known: former.known, why: each.why })}`,
        ];
      const running =
        each.stillUsedBy === undefined
          ? []
          : [
              `The container ${each.stillUsedBy} still runs with ${each.former.volume}: ${typed} also copies what it adds until it is rebuilt.`,
            ];
      return [takenVolume(each.former, each.holding, each.kept, command), ...running];
    }),
    ...former.folders.map((folder) => `warning: ${leftFolder(folder, migrate)}`),
    ...former.peers.map((each) => `warning: ${keptByPeer(each, migrate)}`),
    ...former.host.map((each) => leftOnHost(each, migrate)),
  ].map(escapeControls);
}

/** The same for programs. */
export function formerJson(
  { former }: Pick<Foreseen, 'former'>,
  done: readonly TakeOver[],
): FormerVolumeReport[] {
  return (former?.volumes ?? []).map((each) => {
    const result = done.find(({ former: { volume } }) => volume === each.volume);
    const { volume, target } = each;
    if (result?.kind === 'taken') {
      const { holding, kept } = result;
      return { volume, target, takenOver: true, ...holding, kept };
    }
    return { volume, target, takenOver: each.taken, ...(result?.why !== undefined && { why: result.why }) };
  });
}
