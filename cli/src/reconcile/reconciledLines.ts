import { counted } from '@claude-sessions/core/counted.ts';
import { shellWord } from '@claude-sessions/core/findings/advice.ts';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { out } from '../terminal/output.ts';
import type { PlaceSeen, Reconciled, Result, ResultDifference } from './result.ts';

export interface LineOptions {
  readonly quiet?: boolean | undefined;
  readonly verbose?: boolean | undefined;
}

const longestLine = 1000;
const shown = (text: string) => shownLine(text, longestLine);

/** The results for people: what is not as asked, and how many are. */
export function reconciledLines(
  { places, results, skipped }: Reconciled,
  { quiet, verbose }: LineOptions,
): string[] {
  const open = results.filter(({ state, attempt }) => state !== 'as-asked' || attempt);
  const fine = results.length - results.filter(({ state }) => state !== 'as-asked').length;
  return [
    ...open.flatMap((result) => [...resultLines(result), '']),
    ...(verbose ? results.filter((each) => !open.includes(each)).flatMap(resultLines) : []),
    ...placeLines(places),
    ...(quiet ? [] : skipped.map(({ name, why }) => `Not looked at: ${shown(name)}: ${why}`)),
    `${counted(results.length, 'container')} with Claude's state: ${fine} as asked, ${results.length - fine} not.`,
  ];
}

export function placeLines(places: readonly PlaceSeen[]): string[] {
  return places
    .filter(({ reachable }) => !reachable)
    .map(({ name, reason = '' }) => `Not looked at: ${shown(name)} does not answer: ${shown(reason)}`);
}

const kindWords: Readonly<Record<Result['kind'], string>> = {
  'dev-container': 'dev container',
  capsule: 'capsule',
  service: 'Compose service',
  container: 'container',
  pod: 'pod',
};

const stateWords: Readonly<Record<Result['state'], string>> = {
  'as-asked': 'as asked',
  differs: 'not as asked',
  unknown: 'unknown',
};

/** One container or pod. */
export function resultLines({
  kind,
  name,
  place,
  running,
  askedBy,
  state,
  why,
  differences,
  owners,
  line,
  attempt,
}: Result): string[] {
  const head = `${out.bold(shown(name))} (${kindWords[kind]}, ${shown(place)}, ${running ? 'running' : 'not running'}): ${stateWords[state]}`;
  const chain = owners.map(
    (owner) =>
      `${owner.kind} ${owner.name}${owner.writers.length > 0 ? ` (${owner.writers.join(', ')})` : ''}`,
  );
  return [
    why === undefined ? head : `${head}: ${shown(why)}`,
    ...(state === 'as-asked' ? [] : [`  asked by ${shown(askedBy)}`]),
    ...differences.flatMap(differenceLines),
    ...(chain.length > 0 && state !== 'as-asked' ? [`  made by ${shown(chain.join(', by '))}`] : []),
    ...(line.length > 0 ? [`  to run: ${shown(line.map(shellWord).join(' '))}`] : []),
    ...(attempt ? [`  ${attempt.result}: ${shown(attempt.what)}`] : []),
  ];
}

function differenceLines({ code, path, asked, is, fix }: ResultDifference): string[] {
  return [
    `  ${out.red(code)}${path === '' ? '' : ` ${shown(path)}`}`,
    `    asked: ${shown(asked)}`,
    `    is:    ${shown(is)}`,
    `    ${shown(fix)}`,
  ];
}
