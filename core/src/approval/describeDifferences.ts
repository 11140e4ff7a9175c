import { counted } from '../counted.ts';
import type { Difference } from './compareItems.ts';
import { describeDifference, type ShownLine } from './describeDifference.ts';
import { shareOut } from './shareOut.ts';

/** Whoever wrote the files shall not push what matters off the screen. */
const maxLines = 200;

/** Those that reach the host most directly come last, next to the question. A kind that is not here is `other`. */
export const kindsInOrder: readonly string[] = [
  'other',
  'containerEnv',
  'remoteEnv',
  'image',
  'features',
  'locked Feature',
  'lock file',
  'local Feature',
  'Dockerfile',
  'dockerFile',
  'context',
  'build',
  'appPort',
  'environment file',
  'named file',
  'service',
  'runServices',
  'dockerComposeFile',
  'Compose file',
  'script',
  'file',
  'link',
  'not looked through',
  'hostRequirements.gpu',
  'securityOpt',
  'capAdd',
  'privileged',
  'runArgs',
  'workspaceMount',
  'mounts',
  'initializeCommand',
];

/**
 * Differences in lines, never more than a few screens: each kind of thing gets its part, and what is left out is counted.
 * The last line says so, if anything is.
 */
export function describeDifferences(differences: readonly Difference[]): ShownLine[] {
  const kinds = new Map<string, ShownLine[][]>();
  for (const difference of differences) {
    const kind = kindOf(difference);
    const described = kinds.get(kind) ?? [];
    described.push(describeDifference(difference));
    kinds.set(kind, described);
  }
  const ordered = [...kinds].sort(([a], [b]) => kindsInOrder.indexOf(a) - kindsInOrder.indexOf(b));
  const parts = shareOut(
    maxLines,
    ordered.map(([, described]) => described.flat().length),
  );
  const lines = ordered.flatMap(([kind, described], index) =>
    linesOfKind(kind, described, parts[index] ?? 0),
  );
  const all = ordered.reduce((sum, [, described]) => sum + described.flat().length, 0);
  if (all <= maxLines) return lines;
  const text = `… of ${differences.length} differences not all is shown: look at the files before you approve them`;
  return [...lines, { sign: ' ', text }];
}

function kindOf(difference: Difference): string {
  const { part, role, digest } = difference.kind === 'removed' ? difference.before : difference.item;
  if (digest === null) return 'not looked through';
  const kind = part === 'file' ? (role ?? part) : part.replace(/^build\..*/s, 'build');
  return kindsInOrder.includes(kind) ? kind : 'other';
}

/** @param count how many lines there may be, one that sums up the rest among them */
function linesOfKind(kind: string, described: readonly ShownLine[][], count: number): ShownLine[] {
  if (described.flat().length <= count) return described.flat();
  const shown = described.slice(0, Math.max(0, count - 1));
  const parts = shareOut(
    count - 1,
    shown.map((lines) => lines.length),
  );
  const rest = described.length - shown.length;
  return [
    ...shown.flatMap((lines, index) => cut(lines, parts[index] ?? 0)),
    ...(rest > 0 ? [{ sign: ' ' as const, text: `… ${rest} more (${kind}), not shown` }] : []),
  ];
}

function cut(lines: readonly ShownLine[], count: number): ShownLine[] {
  if (lines.length <= count) return [...lines];
  const rest = lines.length - count;
  return lines.slice(0, count).map((line, index) => {
    return index === count - 1 ? { ...line, text: `${line.text} … and ${counted(rest, 'more line')}` } : line;
  });
}
