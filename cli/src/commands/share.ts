import type { CarriedOut } from '../change/carryOut.ts';
import type { Foreseen } from '../change/lookAhead.ts';
import { nextSteps } from '../change/nextSteps.ts';
import { escapeControls, out } from '../terminal/output.ts';
import { reviewFrom, type ShareCommandOptions, shareOptionsFrom } from './options.ts';
import { setMode } from './setMode.ts';

/** `share`: this project's conversations go on in the dev container, and the host is prepared for it. */
export function share(folder: string | undefined, options: ShareCommandOptions): Promise<number> {
  const shareOptions = shareOptionsFrom(options);
  const stated = { mode: 'share', options: shareOptions, review: reviewFrom(options) } as const;
  return setMode(folder, options, stated, async (change, done, left) => ({
    meaning: [
      ...whatIsShared(change, done, shareOptions.allProjects),
      `On first start Claude Code will ask you to ${listed(change.asks)}.`,
    ],
    next: [
      ...(await nextSteps(change, options.up === true)).map(escapeControls),
      goesOn(change, options.up === true, left),
    ],
  }));
}

function whatIsShared(
  { disclosure, breaches, knowsBreaches }: Foreseen,
  done: CarriedOut | undefined,
  allProjects: boolean,
): string[] {
  return [
    ...describe('The container can write', disclosure.writes),
    ...readsLines(disclosure),
    ...keepsLines(disclosure),
    ...describe('Left out of the copy of settings.json', done?.prepared?.leftOut ?? []),
    breaches.length === 0 && knowsBreaches
      ? `No other file of ~/.claude is mounted: no login file of this host, no key${allProjects ? '' : ', no other project'}.`
      : 'Our Features mount no other file of ~/.claude.',
  ];
}

/** What of the host, or of other dev containers, it can read. */
export function readsLines({ reads }: Foreseen['disclosure']): string[] {
  return describe('The container can read', reads);
}

/** What it keeps of its own beside Claude's state. */
export function keepsLines({ keeps }: Foreseen['disclosure']): string[] {
  return describe('The container keeps', keeps);
}

function describe(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`${out.bold(title)}:`, ...items.map((item) => `  ${item}`)];
}

/** `a, b and c`. */
function listed(words: readonly string[]): string {
  return [words.slice(0, -1).join(', '), ...words.slice(-1)].filter(Boolean).join(' and ');
}

/** @param left the container's own conversations so far are not among those that go on */
function goesOn({ isLedAway }: Foreseen, isUp: boolean, left: boolean): string {
  const inside = isLedAway
    ? '`claude --continue` works inside once CLAUDE_CONFIG_DIR is taken out.'
    : left
      ? "`claude --continue` inside continues this host's conversations; those that stay elsewhere are not among them."
      : '`claude --continue` works inside.';
  return isUp ? `The dev container is up: ${inside}` : inside;
}
