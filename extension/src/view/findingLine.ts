import { placeText } from '@claude-sessions/core/filePlace.ts';
import { adviceText } from '@claude-sessions/core/findings/advice.ts';
import { type Finding, fixesOf } from '@claude-sessions/core/findings/finding.ts';
import { severityWords } from '@claude-sessions/core/findings/labels.ts';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import type { EditorLook } from '../../../cli/src/api/types.ts';
import { paletteCommand } from '../text/commandTitles.ts';
import { plainLine } from '../text/plainText.ts';
import type { WindowKind } from '../window/windowKind.ts';
import { icons } from './icons.ts';
import type { ShownFinding } from './shownFinding.ts';
import type { TreeNode } from './TreeNode.ts';

/** So many lines of what was seen are shown; the report has all. */
const evidenceShown = 50;

/** A finding, and below it what was seen, what to do and where to read on. @param title of its check: short, for a narrow side bar */
export function findingLine(
  look: EditorLook,
  title: string,
  finding: Finding,
  id: string,
  window: WindowKind,
): TreeNode {
  const about: ShownFinding = { project: look.project, look, finding };
  const shown = (text: string, length?: number) => plainLine(shortenHome(text, look.home), length);
  const word = severityWords[finding.severity];
  const severity = `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  const message = shown(finding.message);
  const fix = adviceText(finding.fix, paletteCommand);
  const evidence = finding.evidence.slice(0, evidenceShown);
  const more = finding.evidence.length - evidence.length;
  const places = finding.at ? [shown(placeText(finding.at))] : [];
  const seen = [
    ...places,
    ...evidence.map((line) => shown(line)),
    ...(more > 0 ? [`… and ${more} more`] : []),
  ];
  return {
    id,
    label: plainTitle(title),
    description: message,
    tooltip: [
      `${severity}: ${shown(finding.message, 2000)} (${finding.code})`,
      ...seen.slice(0, 10).map((line) => `Seen: ${line}`),
      ...(fix ? [`To do: ${shown(fix, 1000)}`] : []),
    ].join('\n'),
    icon: icons[finding.severity],
    expand: 'collapsed',
    context: contextOf(finding, window),
    spoken: `${severity}: ${message} (${finding.code})`,
    ...((finding.range ?? finding.at) ? { command: 'showFinding' } : {}),
    about,
    children: [
      ...seen.map((line, index) => detail(`${id}|seen|${index}`, 'Seen', line, icons.seen)),
      ...(fix ? [detail(`${id}|fix`, 'To do', shown(fix), icons.toDo)] : []),
      {
        ...detail(`${id}|documentation`, 'More', 'About this check', icons.documentation),
        command: 'openDocumentation',
        about,
      },
    ],
  };
}

/** Titles are written for the documentation, as Markdown. */
export function plainTitle(title: string): string {
  return title.replaceAll('`', '');
}

/** `finding.fix.<kind>` or `finding.nofix`, and `.line` behind it where it is about a part of a file. */
function contextOf(finding: Finding, window: WindowKind): string {
  const [first] = fixesOf(finding);
  const fix = first && fixable(first.kind, window) ? `fix.${first.kind}` : 'nofix';
  return `finding.${fix}${(finding.range ?? finding.at) ? '.line' : ''}`;
}

/** A restricted window changes nothing; from inside, only the file can be changed. */
function fixable(kind: string, window: WindowKind): boolean {
  return window === 'host' || (window === 'container' && kind === 'edit');
}

function detail(id: string, what: string, text: string, icon: TreeNode['icon']): TreeNode {
  const line = `${what}: ${text}`;
  return {
    id,
    label: text,
    tooltip: line,
    icon,
    expand: 'none',
    context: 'detail',
    spoken: line,
    children: [],
  };
}
