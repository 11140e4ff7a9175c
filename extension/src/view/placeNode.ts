import { counted } from '@claude-sessions/core/counted.ts';
import { type CheckResult, findingsOf, hasPassed } from '@claude-sessions/core/findings/check.ts';
import { countFindings, worstSeverity } from '@claude-sessions/core/findings/countFindings.ts';
import type { Finding, Place } from '@claude-sessions/core/findings/finding.ts';
import { inOrder } from '@claude-sessions/core/findings/inOrder.ts';
import { placeTitle } from '@claude-sessions/core/findings/labels.ts';
import { followers, unknownReasons } from '@claude-sessions/core/findings/resultGroups.ts';
import type { EditorLook } from '../../../cli/src/api/types.ts';
import { plainLine } from '../text/plainText.ts';
import type { WindowKind } from '../window/windowKind.ts';
import { findingLine, plainTitle } from './findingLine.ts';
import { icons } from './icons.ts';
import type { TreeNode } from './TreeNode.ts';

/** One place that checks look at, and what they found there, could not know, and found to be well. */
export function placeNode(look: EditorLook, place: Place, window: WindowKind): TreeNode {
  const { configFile } = look.project;
  const results = look.results.filter(({ check }) => check.place === place);
  const findings = findingsOf(results);
  const passed = results.filter(hasPassed).length;
  const following = followers(results, ({ title }) => plainTitle(title));
  const unknown = unknownReasons(results, (result) => plainLine(look.whyUnknown(result)));
  const id = `${configFile}|${place}`;
  const label = placeTitle(place, window !== 'container');
  const description = describe(findings, passed, following, unknown);
  const children = [
    ...numbered(results).map(({ title, finding, number }) =>
      findingLine(look, title, finding, `${id}|${number}`, window),
    ),
    ...[...following].map(([cause, { length }]) => {
      return countLine(`${id}|follows|${cause}`, `Follows from: ${cause}`, length, icons.follows);
    }),
    ...[...unknown].map(([why, { length }]) => {
      return countLine(`${id}|unknown|${why}`, `Not checked: ${why}`, length, icons.unknown);
    }),
    // Where nothing is wrong the place itself says so.
    ...(passed > 0 && findings.length + following.size + unknown.size > 0
      ? [plainNode(`${id}|passed`, passedWords(passed), icons.passed)]
      : []),
  ];
  return {
    // VS Code keeps a line folded as it was: what goes wrong makes another line of it, and that is unfolded.
    id: findings.length > 0 ? `${id}|found` : id,
    label,
    description,
    tooltip: `${label}: ${description}`,
    icon: icons[worstSeverity(findings) ?? restIcon(following.size, unknown.size)],
    expand: findings.length > 0 ? 'expanded' : children.length > 0 ? 'collapsed' : 'none',
    context: 'place',
    spoken: `${label}: ${description}`,
    children,
  };
}

function restIcon(following: number, unknown: number): 'follows' | 'unknown' | 'passed' {
  if (following > 0) return 'follows';
  return unknown > 0 ? 'unknown' : 'passed';
}

type Groups = ReturnType<typeof unknownReasons>;

function describe(findings: readonly Finding[], passed: number, following: Groups, unknown: Groups): string {
  if (findings.length > 0) return countFindings(findings);
  const others = [
    ...(following.size > 0 ? [onlyOne('follow from: ', following) ?? 'follow from other findings'] : []),
    ...(unknown.size > 0 ? [onlyOne('not checked: ', unknown) ?? 'not checked'] : []),
  ].join(', ');
  if (!others) return passedWords(passed);
  return passed > 0 ? `${passedWords(passed)}, others ${others}` : others;
}

function onlyOne(words: string, groups: Groups): string | undefined {
  const [name] = groups.keys();
  return groups.size === 1 && name ? `${words}${name}` : undefined;
}

/** In the one order in which findings are listed, each with its code and a number among those of its code: an id that stays. */
function numbered(results: readonly CheckResult[]): { title: string; finding: Finding; number: string }[] {
  const titles = new Map(results.map(({ check }) => [check.code, check.title]));
  const counts = new Map<string, number>();
  return inOrder(findingsOf(results)).map((finding) => {
    const number = counts.get(finding.code) ?? 0;
    counts.set(finding.code, number + 1);
    return { title: titles.get(finding.code) ?? finding.code, finding, number: `${finding.code}|${number}` };
  });
}

function countLine(id: string, label: string, count: number, icon: TreeNode['icon']): TreeNode {
  return { ...plainNode(id, label, icon), description: counted(count, 'check') };
}

function passedWords(passed: number): string {
  return `${counted(passed, 'check')} passed`;
}

function plainNode(id: string, label: string, icon: TreeNode['icon']): TreeNode {
  return { id, label, tooltip: label, icon, expand: 'none', spoken: label, children: [] };
}
