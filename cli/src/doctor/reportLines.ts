import { loginWords } from '@claude-sessions/core/container/insideLogin.ts';
import { adviceText, type CommandWords } from '@claude-sessions/core/findings/advice.ts';
import { type CheckResult, findingsOf, hasPassed } from '@claude-sessions/core/findings/check.ts';
import { countFindings } from '@claude-sessions/core/findings/countFindings.ts';
import { documentationUrl } from '@claude-sessions/core/findings/documentation.ts';
import type { Finding } from '@claude-sessions/core/findings/finding.ts';
import { inOrder } from '@claude-sessions/core/findings/inOrder.ts';
import { places, placeTitle } from '@claude-sessions/core/findings/labels.ts';
import { unknownReasons } from '@claude-sessions/core/findings/resultGroups.ts';
import { modeWord } from '@claude-sessions/core/share/options.ts';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import { findingPlaceText } from '../facts/findingPlace.ts';
import { type Look, whyUnknown } from '../facts/lookAt.ts';
import { findingLines } from '../terminal/findingLines.ts';
import { escapeControls, out } from '../terminal/output.ts';
import { insideWorkspace } from '../workspace/workspace.ts';
import type { Attempt } from './fix.ts';

/** How much of a look is printed: only errors and warnings, or also every check with its result. */
export interface ReportDetail {
  readonly quiet?: boolean | undefined;
  readonly verbose?: boolean | undefined;
}

/** The findings of one dev container for people: by place, and what could not be looked at. @param words that name our commands */
export function reportLines(
  look: Look,
  words: CommandWords,
  { quiet, verbose }: ReportDetail = {},
): string[] {
  const { workspace, results } = look;
  const findings = inOrder(findingsOf(results)).filter(
    ({ severity }) => !quiet || severity !== 'information',
  );
  const groups = places.flatMap((place) => {
    const here = findings.filter((finding) => finding.place === place);
    return here.length === 0
      ? []
      : ['', out.bold(placeTitle(place, true)), ...here.flatMap((finding) => linesOf(look, finding, words))];
  });
  const lines = [
    headLine(look),
    ...(quiet ? [] : loginLines(look)),
    ...groups,
    ...(groups.length > 0 ? [''] : []),
    ...(verbose ? [...checkLines(look), ''] : []),
    ...(quiet ? [] : unknownLines(look)),
  ];
  return [...lines, countLine(findings)].map((line) => shortenHome(line, workspace.home));
}

/** Which dev container it is, on a line. */
function headLine({ workspace, gathered }: Look): string {
  const { configuration, lookup } = gathered;
  const container =
    lookup.kind === 'found'
      ? `${lookup.container.name}, ${lookup.container.running ? 'running' : 'stopped'}`
      : lookup.kind === 'none'
        ? 'no container'
        : 'the engine does not answer';
  const file =
    configuration.source === undefined
      ? 'no devcontainer.json'
      : insideWorkspace(workspace, workspace.configFile);
  return `${out.bold(escapeControls(workspace.folder))}  ${escapeControls(
    `${file}; ${modeWord(configuration.configured.mode, configuration.configured.options)}; ${container}`,
  )}`;
}

/** Who is logged in inside; none where that is not known. */
function loginLines({ gathered: { facts } }: Look): string[] {
  const login = facts.inside?.doctor?.login;
  return login ? [`Claude Code inside: ${loginWords(login)}.`] : [];
}

/** The lines for what `--fix` and `--recreate` did, or would do. */
export function attemptLines(attempts: readonly Attempt[], home: string): string[] {
  const words = { done: out.green('done'), failed: out.red('failed'), planned: 'would' };
  return attempts
    .flatMap(({ result, what, codes, diff }) => [
      `${words[result]}: ${escapeControls(`${what} [${codes.join(', ')}]`)}`,
      ...(diff ? [diff] : []),
    ])
    .map((line) => shortenHome(line, home));
}

function linesOf(look: Look, finding: Finding, words: CommandWords): string[] {
  return findingLines({
    ...finding,
    at: findingPlaceText(look, finding),
    todo: adviceText(finding.fix, words),
    ...(finding.severity !== 'information' && { more: documentationUrl(finding.code) }),
  }).map((line) => `  ${line}`);
}

/** Of how much there is, in a few words. */
export function countLine(findings: readonly Finding[]): string {
  return `${countFindings(findings)}.`;
}

/** Every check with its result, and why where it is unknown. */
function checkLines({ gathered, results }: Look): string[] {
  const lines = results.map((result) => {
    const { code, place, title } = result.check;
    const why =
      result.state === 'unknown'
        ? ` (${whyUnknown(result, gathered)})`
        : result.state === 'follows'
          ? ` (follows from ${result.cause.code})`
          : '';
    return `  ${checkWord(result).padEnd(7)} ${escapeControls(`${placeTitle(place, true)}: ${title} [${code}]${why}`)}`;
  });
  return [out.bold('Checks'), ...lines];
}

function checkWord(result: CheckResult): 'passed' | 'found' | 'follows' | 'unknown' {
  if (result.state !== 'looked') return result.state;
  return hasPassed(result) ? 'passed' : 'found';
}

/** What was not checked, and what it takes. */
function unknownLines({ gathered, results }: Look): string[] {
  const reasons = unknownReasons(results, (result) => whyUnknown(result, gathered));
  return [...reasons.keys()].map((why) => {
    const what = gathered.facts.container === undefined ? 'the container' : 'inside the container';
    const { lookup } = gathered;
    const start =
      lookup.kind === 'none' || (lookup.kind === 'found' && !lookup.container.running)
        ? ' Start the dev container, then run this again.'
        : '';
    return `Not checked: ${what}, as ${escapeControls(why)}.${start}`;
  });
}
