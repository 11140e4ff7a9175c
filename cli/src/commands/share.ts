import type { CarriedOut } from '../change/carryOut.ts';
import type { Foreseen } from '../change/lookAhead.ts';
import { breachLines, warningLines } from '../change/report.ts';
import { escapeControls, out } from '../terminal/output.ts';
import { toolWords } from '../workspace/commandWords.ts';
import type { Target } from '../workspace/target.ts';
import { type ShareCommandOptions, shareOptionsFrom } from './options.ts';
import { setMode } from './setMode.ts';

/** `share`: this project's conversations go on in the dev container, and the host is prepared for it. */
export function share(folder: string | undefined, options: ShareCommandOptions): Promise<number> {
  const shareOptions = shareOptionsFrom(options);
  return setMode(folder, options, { mode: 'share', options: shareOptions }, async (change, done, left) => [
    ...whatIsShared(change, done, shareOptions.allProjects),
    ...breachLines(change.breaches, 'share'),
    ...warningLines(change),
    `At its first start there, Claude Code still asks ${change.asks.join('; ')}.`,
    ...(await nextStep(change.target, options, left)),
  ]);
}

function whatIsShared(
  { disclosure, breaches, knowsBreaches }: Foreseen,
  done: CarriedOut | undefined,
  allProjects: boolean,
): string[] {
  return [
    ...describe('The container can write', disclosure.writes),
    ...describe('The container can read', disclosure.reads),
    ...describe('Left out of the copy of settings.json', done?.prepared?.leftOut ?? []),
    breaches.length === 0 && knowsBreaches
      ? `No other file of ~/.claude is mounted: no login, no key${allProjects ? '' : ', no other project'}.`
      : 'Our Features mount no other file of ~/.claude.',
  ];
}

function describe(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`${out.bold(title)}:`, ...items.map((item) => `  ${item}`)];
}

/** @param left the container's own conversations so far are not among those that go on */
async function nextStep(
  { workspace }: Target,
  options: ShareCommandOptions,
  left: boolean,
): Promise<string[]> {
  const goesOn = left
    ? "`claude --continue` inside goes on with this host's conversations; those that stay elsewhere are not among them."
    : '`claude --continue` goes on inside.';
  if (options.up) return ['', `The dev container is up: ${goesOn}`];
  const words = escapeControls(await toolWords(workspace));
  return [
    '',
    `Now rebuild the dev container (VS Code: "Dev Containers: Rebuild Container"; or \`devcontainer up ${words} --remove-existing-container\`),`,
    `and ${goesOn}`,
  ];
}
