import { shellWord } from '@claude-sessions/core/findings/advice.ts';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import type { CopiedState, Layout, OwnVolume } from '../host/copyState.ts';
import { escapeControls } from '../terminal/output.ts';
import { holdingWords, sizeWords } from './holdingWords.ts';
import { nameOf, type Origin } from './origins.ts';
import type { Migration } from './plan.ts';

type Planned = Exclude<Migration, { why: string }>;

const layoutWords: Readonly<Record<Layout | 'host', string>> = {
  config: "Claude's config directory",
  home: 'a whole home',
  flat: "Claude's config directory, with other files among its entries",
  none: 'nothing that is known to be Claude’s',
  host: 'conversations that the container filed among your own',
};

/** A volume or folder, in a sentence. */
export function storeWords({ store }: Origin, home: string): string {
  const name = shortenHome(escapeControls(nameOf(store)), home);
  return 'volume' in store ? `the volume ${name}` : `the folder ${name}`;
}

const targetWords = ({ volume, below }: OwnVolume) =>
  below === undefined ? `the volume ${volume}` : `${below} in the volume ${volume}`;

/** What would be copied, from where to where, and what is left out. */
export function planLines(
  migrations: readonly Migration[],
  home: string,
  { verbose = false }: { readonly verbose?: boolean } = {},
): string[] {
  return migrations.flatMap((each) => {
    const at = each.origin.target === undefined ? '' : ` (at ${escapeControls(each.origin.target)})`;
    const from = `From ${storeWords(each.origin, home)}${at}:`;
    if ('why' in each) return [`${from} nothing, since ${escapeControls(each.why)}.`];
    return [
      `${from} ${layoutWords[each.layout]}; ${holdingWords(each.holding)}`,
      ...partLines(each, verbose),
      ...leftOutOf(each).map((line) => `  left out: ${line}`),
    ];
  });
}

function partLines(
  { layout, holding, parts, foreseen, origin: { taken } }: Planned,
  verbose: boolean,
): string[] {
  const into = parts.map(({ source, to }) => {
    const what =
      layout === 'home'
        ? source.inside === '.claude'
          ? '.claude'
          : `the rest of the home, ${sizeWords(holding.rest)},`
        : 'all of it';
    return `  ${what} into ${targetWords(to)}${to.exists ? '' : ', which is made'}`;
  });
  const isNews = foreseen.copied > 0;
  const some = foreseen.keeps
    .slice(0, verbose ? 20 : 5)
    .map(escapeControls)
    .join(', ');
  return [
    ...into,
    ...(isNews ? [] : [`  already there${taken ? ', from before' : ''}: nothing of it is new`]),
    ...(foreseen.kept === 0
      ? []
      : [
          `  ${foreseen.kept === 1 ? '1 entry stays as it is there' : `${foreseen.kept} entries stay as they are there`}${some && `: ${some}${foreseen.kept > (verbose ? 20 : 5) ? ', ...' : ''}`}`,
        ]),
  ];
}

/** What is not copied, and why. */
export function leftOutOf({ layout, holding, homeStays }: Planned): string[] {
  if (layout === 'host') {
    return [
      'your login, since its refresh token works once: log in inside, or share one login with `share --login shared`',
      'your settings, agents, skills and the like: `share` lets the container read them',
    ];
  }
  return [
    'what belongs to one container or is made again: caches, registers of running sessions',
    ...(homeStays
      ? [`the rest of the home, ${sizeWords(holding.rest)}: the dev container keeps no home`]
      : []),
  ];
}

/** What the user should know beforehand, a sentence or two each. */
export function warningsOf(migrations: readonly Migration[], home: string): string[] {
  return migrations.flatMap((each) => {
    if ('why' in each) return [];
    const from = storeWords(each.origin, home);
    const { keeps } = each.foreseen;
    const isKept = keeps.some((path) => /(^|\/)\.credentials\.json$/.test(path));
    return [
      ...(each.usedBy === undefined
        ? []
        : [`The container ${each.usedBy} runs with ${from}: it has to be stopped first.`]),
      ...(each.holding.login && !isKept
        ? [
            `The login comes along. It is renewed by whoever uses it next, which logs out the one that stays in ${from}: use that no more.`,
          ]
        : []),
      ...(each.layout === 'host'
        ? [
            `Every container that has your ~/.claude files conversations of ${escapeControls(each.origin.host?.cwd ?? '')} there: those of another project whose folder has the same name would be among them.`,
          ]
        : []),
    ];
  });
}

/** What was done with one. @param program the engine's */
export function doneLine(
  { origin, holding, layout, homeStays }: Planned,
  { kept }: CopiedState,
  program: string,
  home: string,
): string {
  const { store } = origin;
  const from = storeWords(origin, home);
  const left =
    kept === 0
      ? ''
      : ` ${kept === 1 ? '1 entry that was there already stayed as it was' : `${kept} entries that were there already stayed as they were`}.`;
  const clear = homeStays
    ? 'The rest of the home is there alone: keep it.'
    : 'volume' in store
      ? `\`${shellWord(program)} volume rm ${store.volume}\` deletes it once you have seen that all is here.`
      : layout === 'host'
        ? 'Once the container has them, delete the folder, if all in it are this project’s: Claude Code does not find by its id, from another folder, what is there twice.'
        : 'Delete it once you have seen that all is here.';
  return `Copied from ${from}: ${holdingWords(holding)}.${left} It is unchanged. ${clear}`;
}
