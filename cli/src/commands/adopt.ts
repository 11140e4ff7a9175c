import { ourCommand } from '@claude-sessions/core/findings/advice.ts';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import { type Adopted, type AdoptionPlan, carryOutAdoption, isEmpty, planAdoption } from '../adopt/adopt.ts';
import { findFormer } from '../adopt/former.ts';
import type { Engine } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { engineFrom } from '../settings/setting.ts';
import { askYesNo, canAsk } from '../terminal/ask.ts';
import { escapeControls, log, printJson, printResult } from '../terminal/output.ts';
import { wordsHere } from '../workspace/commandWords.ts';
import { readConfig, type Workspace } from '../workspace/workspace.ts';
import { openChosen } from './openChosen.ts';
import type { CommonOptions } from './options.ts';

export interface AdoptOptions extends CommonOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  /** False: the volume is left as it is. */
  readonly volume?: boolean;
}

/**
 * `adopt`: takes over what is filed under a project's former place, after it was shown and approved.
 * @param old the former path, or the dev container's id
 */
export async function adopt(
  old: string,
  folderName: string | undefined,
  options: AdoptOptions,
): Promise<number> {
  const workspace = await openChosen(folderName, options, {
    hint: async (folder) =>
      `Make one first, with ${(await wordsHere(folder))(ourCommand('share', '--create'))}.`,
  });
  const document = await readConfig(workspace.configFile);
  const former = await findFormer(workspace, old);
  const engine = options.volume === false ? undefined : engineFrom(options.dockerPath, process.env);
  const plan = await planAdoption(workspace, former, document, engine);
  if (isEmpty(plan)) return nothing(workspace, plan, options);
  const shown = planLines(workspace, plan, engine);
  if (options.dryRun) {
    if (options.json) printJson({ ...resultJson(workspace, plan), dryRun: true });
    else printResult(shown.join('\n'));
    return 0;
  }
  for (const line of shown) log(line);
  await consent(options);
  const done = await carryOutAdoption(workspace, plan, engine);
  if (options.json) printJson({ ...resultJson(workspace, plan), ...done });
  else printResult(doneLines(workspace, plan, done, engine).join('\n'));
  return done.moved.every(({ left }) => left.length === 0) ? 0 : 1;
}

function nothing(workspace: Workspace, plan: AdoptionPlan, options: AdoptOptions): number {
  if (options.json) printJson({ ...resultJson(workspace, plan), done: true });
  else
    printResult(
      `Nothing is filed under ${escapeControls(plan.former.folder)} that this project could take over; nothing changed.`,
    );
  return 0;
}

async function consent({ yes, json }: AdoptOptions): Promise<void> {
  if (yes) return;
  const asks = !json && canAsk();
  if (asks && (await askYesNo('Take this over?', false))) return;
  throw new UserError(
    'Nothing was changed.',
    asks ? undefined : 'Look through it, then run the same command with --yes.',
  );
}

const counted = (count: number) => (count === 1 ? '1 conversation' : `${count} conversations`);

/** What would be done, with what cannot be proved. */
function planLines(workspace: Workspace, plan: AdoptionPlan, engine: Engine | undefined): string[] {
  const { former, moves, volume, takesRecord } = plan;
  const short = (path: string) => shortenHome(escapeControls(path), workspace.home);
  const doubts = [
    ...(former.isSame
      ? []
      : [
          'note: Nothing proves that this was the same project. Its dev container will be able to read, and where it is shared to write, what is taken over.',
        ]),
    ...(former.whereabouts === 'unknown' && !former.isSame
      ? [
          `note: ${short(former.folder)} may only be on a disk that is not mounted: what is filed under it would be missing there.`,
        ]
      : []),
  ];
  return [
    `From ${short(former.folder)} to ${short(workspace.folder)}:`,
    ...moves.flatMap(({ from, to, conversations, stays }) => [
      `  ${counted(conversations)}: ${short(from)} is moved to ${short(to)}`,
      ...(stays && stays.conversations > 0
        ? [
            `    ${counted(stays.conversations)} there ${stays.conversations === 1 ? 'stays' : 'stay'}: ${escapeControls(stays.because)}`,
          ]
        : []),
    ]),
    ...(moves.length === 0 ? ['  no conversations on this host'] : []),
    ...volumeLines(plan, engine),
    ...(takesRecord
      ? ['  what was chosen there, and how devcontainer.json was before the first command']
      : []),
    ...(former.record && !takesRecord && volume.kind !== 'later'
      ? ['  not its record of devcontainer.json: this project has its own']
      : []),
    ...doubts,
  ];
}

function volumeLines({ volume }: Pick<AdoptionPlan, 'volume'>, engine: Engine | undefined): string[] {
  if (!engine) return ['  no volume: --no-volume was given'];
  switch (volume.kind) {
    case 'copy':
      return volume.copies.map(
        ({ from, to }) =>
          `  the container's Claude data, login included: volume ${from} is copied into ${to}; nothing there is overwritten`,
      );
    case 'none':
      return ['  no volume: the engine has none of that place'];
    case 'later':
      return [
        `  not yet the volume ${volume.volumes.join(', ')}: ${volume.because}. Run this again after that.`,
      ];
    default:
      return [
        `  not the volume: the container engine does not answer (${escapeControls(volume.reason)}). Run this again when it does, or add --no-volume.`,
      ];
  }
}

function doneLines(
  workspace: Workspace,
  { volume }: AdoptionPlan,
  { moved, copied, record, approval, done, left }: Adopted,
  engine: Engine | undefined,
): string[] {
  const short = (path: string) => shortenHome(escapeControls(path), workspace.home);
  const total = moved.reduce((sum, { conversations }) => sum + conversations, 0);
  const stopped = moved.flatMap((each) => each.left);
  const aside = moved.flatMap((each) => each.aside);
  return [
    `Took over ${counted(total)}${copied.length > 0 ? ' and the volume' : ''}${record ? ' and the record' : ''}.`,
    ...(copied.some(({ kept }) => kept > 0)
      ? ['What was in the new volume already was not overwritten.']
      : []),
    ...(approval ? ['What acts on this host is as it was approved there, and stays approved.'] : []),
    ...copied.map(
      ({ from }) =>
        `The volume ${from} is as it was; \`claude-sessions prune\` clears it, once you have seen that all is here.`,
    ),
    ...(aside.length > 0
      ? [
          'Different from what was here already, and therefore kept aside:',
          ...aside.map((path) => `  ${short(path)}`),
        ]
      : []),
    ...(stopped.length > 0
      ? [
          'Not moved:',
          ...stopped.map((line) => `  ${escapeControls(line)}`),
          'Fix this, then run the command again.',
        ]
      : []),
    ...(left.length > 0
      ? ['Left where they are, for you to look at:', ...left.map((path) => `  ${short(path)}`)]
      : []),
    ...(done || stopped.length > 0
      ? []
      : volumeLines({ volume }, engine).map((line) => `Open:${line.slice(1)}`)),
  ];
}

function resultJson(workspace: Workspace, plan: AdoptionPlan): Record<string, unknown> {
  const { folder, configFile: config, devcontainerId } = workspace;
  const { former, moves, volume, takesRecord } = plan;
  return {
    folder,
    config,
    devcontainerId,
    former: { folder: former.folder, devcontainerId: former.id, proven: former.isSame },
    conversations: moves,
    volume,
    takesRecord,
  };
}
