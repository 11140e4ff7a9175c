import { counted } from '@claude-sessions/core/counted.ts';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import type { Engine } from '../host/engine.ts';
import { escapeControls } from '../terminal/output.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Adopted, AdoptionPlan } from './adopt.ts';

/** Where `copyHome.sh` puts what a home has already. */
const homeAside = '~/.claude-sessions-before';

/** What cannot be proved about a former place, a sentence or two each. */
export function warningsOf({ home }: Workspace, { former }: AdoptionPlan): string[] {
  if (former.isSame) return [];
  return [
    'Nothing proves that this was the same project. Its dev container will be able to read, and where it is shared to write, what is taken over.',
    ...(former.whereabouts === 'unknown'
      ? [
          `${shortenHome(escapeControls(former.folder), home)} may only be on a disk that is not mounted: what is filed under it would be missing there.`,
        ]
      : []),
  ];
}

/** What would be done, with what cannot be proved. */
export function planLines(workspace: Workspace, plan: AdoptionPlan, engine: Engine | undefined): string[] {
  const { former, moves, volume, takesRecord } = plan;
  const short = (path: string) => shortenHome(escapeControls(path), workspace.home);
  return [
    `From ${short(former.folder)} to ${short(workspace.folder)}:`,
    ...moves.flatMap(({ from, to, conversations, stays }) => [
      `  ${counted(conversations, 'conversation')}: ${short(from)} is moved to ${short(to)}`,
      ...(stays && stays.conversations > 0
        ? [
            `    ${counted(stays.conversations, 'conversation')} there ${stays.conversations === 1 ? 'stays' : 'stay'}: ${escapeControls(stays.because)}`,
          ]
        : []),
    ]),
    ...(moves.length === 0 ? ['  no conversations on this host'] : []),
    ...volumeLines(plan, engine),
    ...(takesRecord ? ['  the mode and options chosen there, and the original devcontainer.json'] : []),
    ...(former.record && !takesRecord && volume.kind !== 'later'
      ? ['  not its record of devcontainer.json: this project has its own']
      : []),
    ...warningsOf(workspace, plan).map((line) => `warning: ${line}`),
  ];
}

function volumeLines({ volume }: Pick<AdoptionPlan, 'volume'>, engine: Engine | undefined): string[] {
  if (!engine) return ['  no volume: --no-volume was given'];
  switch (volume.kind) {
    case 'copy':
      return volume.copies.map(({ kind, from, to, exists }) =>
        kind === 'home'
          ? `  the whole home of its user: volume ${from} is copied into ${to}${exists ? `; what is there is set aside in ${homeAside}` : ''}`
          : `  the container's Claude data, login included: volume ${from} is copied into ${to}; nothing there is overwritten`,
      );
    case 'none':
      return ['  no volume: the engine has none of that place'];
    case 'later':
      return [
        `  the volume ${volume.volumes.join(', ')} is not copied yet: ${volume.because}. Run this again after that.`,
      ];
    default:
      return [
        `  the volume is not copied: the container engine does not answer (${escapeControls(volume.reason)}). Run this again when it does, or add --no-volume.`,
      ];
  }
}

/** What was done, and what is left to do. */
export function doneLines(
  workspace: Workspace,
  { volume }: AdoptionPlan,
  { moved, copied, record, approval, done, left }: Adopted,
  engine: Engine | undefined,
  { quiet, verbose }: { readonly quiet?: boolean; readonly verbose?: boolean },
): string[] {
  const short = (path: string) => shortenHome(escapeControls(path), workspace.home);
  const total = moved.reduce((sum, { conversations }) => sum + conversations, 0);
  const stopped = moved.flatMap((each) => each.left);
  const aside = moved.flatMap((each) => each.aside);
  return [
    `Took over ${counted(total, 'conversation')}${copied.length > 0 ? ` and the ${copied.length === 1 ? 'volume' : 'volumes'}` : ''}${record ? ' and the record' : ''}.`,
    ...(verbose ? movedLines(moved, copied, short) : []),
    ...(!quiet && copied.some(({ kind, kept }) => kind === 'state' && kept > 0)
      ? ['What was in the new volume already was not overwritten.']
      : []),
    ...(!quiet && copied.some(({ kind, kept }) => kind === 'home' && kept > 0)
      ? [`What was in the new home already is set aside there, in ${homeAside}.`]
      : []),
    ...(approval && !quiet
      ? ['What acts on this host is as it was approved there, and stays approved.']
      : []),
    ...(quiet ? [] : copied).map(
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
      : volumeLines({ volume }, engine).map((line) => `Still to do:${line.slice(1)}`)),
  ];
}

/** Each folder and volume with where it went. */
function movedLines(
  moved: Adopted['moved'],
  copied: Adopted['copied'],
  short: (path: string) => string,
): string[] {
  return [
    ...moved.map(({ from, to, moved: entries }) => {
      return `  ${short(from)} to ${short(to)}: ${counted(entries, 'entry', 'entries')} moved`;
    }),
    ...copied.map(({ kind, from, to, copied: entries, kept }) => {
      return `  volume ${from} to ${to}: ${counted(entries, 'entry', 'entries')} copied, ${kept} ${kind === 'home' ? 'set aside' : 'already there'}`;
    }),
  ];
}
