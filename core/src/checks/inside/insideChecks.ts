import { type Check, defineCheck } from '../../findings/check.ts';
import { claudeNotFound } from './claudeNotFound.ts';
import type { InsideRow } from './insideRow.ts';
import { insideRows } from './insideRows.ts';
import { toldInside } from './toldInside.ts';

const known = [claudeNotFound.code, ...insideRows.map(({ code }) => code)];

/** A check for each code that `claude-state doctor` can report, and one for whatever else a container says. */
export const insideChecks: readonly Check[] = [
  claudeNotFound,
  ...insideRows.map(checkOf),
  defineCheck({
    code: 'inside-other',
    place: 'inside',
    severity: 'warning',
    title: 'Something else that the container reports',
    why: 'The `claude-state` in the container reports something that this version does not know; it may be newer. It is shown as the container says it, which may be whatever runs in there.',
    mend: 'Update `claude-sessions` on the host, or rebuild the container with the present Features.',
    needs: ['inside'],
    find: ({ inside }) =>
      toldInside(inside, 'warning', (told) => !known.includes(told)).map(({ code, ...finding }) => ({
        ...finding,
        evidence: [code, ...finding.evidence],
        fix: 'Update `claude-sessions` on the host, or rebuild the container with the present Features.',
      })),
  }),
];

function checkOf({ code, severity, title, why, fix, action }: InsideRow): Check {
  return defineCheck({
    code,
    place: 'inside',
    severity,
    title,
    why,
    mend: action === 'heal' || action === 'bridge' ? `${fix} \`--fix\` does.` : fix,
    needs: ['inside'],
    find: ({ inside, container }) =>
      toldInside(inside, severity, (told) => told === code).map(({ code: _, ...finding }) => ({
        ...finding,
        fix,
        ...(action && container?.container.running !== false && { action: { kind: action } }),
      })),
  });
}
