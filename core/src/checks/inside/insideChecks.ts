import { advice, adviceText } from '../../findings/advice.ts';
import { type Check, defineCheck } from '../../findings/check.ts';
import { worstSeverity } from '../../findings/countFindings.ts';
import { claudeNotFound } from './claudeNotFound.ts';
import { hostFolderRemoved } from './hostFolderRemoved.ts';
import type { InsideRow } from './insideRow.ts';
import { insideRows } from './insideRows.ts';
import { toldInside } from './toldInside.ts';

/** Checks of more than one thing that a container reports, where none of them has the code. */
const joint: readonly Pick<Check, 'code' | 'title' | 'why' | 'remedy'>[] = [
  {
    code: 'sessions-not-linked',
    title: 'Conversations not linked',
    why: 'They are mounted, but Claude Code looks in another place: it starts afresh, or answers as usual and saves nothing.',
    remedy:
      'Run `claude-state bridge` in the container; `--fix` does. A name that is set otherwise is to be taken out where it is set.',
  },
  {
    code: 'link-blocked',
    title: 'A link is blocked or dangles',
    why: 'The host’s conversations of this project do not show inside as long as it is blocked, and what is recorded may go to a place that nobody chose; or a skill, agent or command of the host is missing.',
    remedy:
      'Look at what lies there, remove it if it is not yours, then run `claude-state bridge` in the container; for a link that leads nowhere, do what the finding says.',
  },
  {
    code: 'kept-aside',
    title: 'Files kept aside in the volume',
    why: 'Host and container have different files of one name, or it is a link or special file that could act on the host. Nothing is lost and nothing was overwritten: both are there.',
    remedy:
      'Look at them under `.claude-state/kept` of Claude’s folder in the container, then remove what you do not need.',
  },
  {
    code: 'run-kept-waiting',
    title: 'A run was kept waiting',
    why: 'Another run of `claude-state` held its lock too long, or the lock is not the user’s: this run did nothing.',
    remedy: 'Restart the container, or run again what waited; `--fix` does for `bridge` and `heal`.',
  },
  {
    code: 'ownership-left-alone',
    title: 'Ownership not changed',
    why: 'Who the user is is not known, or the folder is neither a mount nor in the user’s home.',
    remedy: 'Rebuild the container.',
  },
  {
    code: 'image-state-not-copied',
    title: 'Image’s data not copied',
    why: 'An image may have a Claude folder of its own, which is copied into the volume once. The disk is full, or Claude’s folder cannot be written.',
    remedy: 'Do what the finding says; the next start tries again.',
  },
  {
    code: 'shared-login-out-of-reach',
    title: 'Shared login out of reach',
    why: 'The Feature `claude-login` keeps one login for all your dev containers in a volume, or with `--login host-readonly` the host keeps one, and Claude Code here cannot use it: it asks you to log in, or cannot renew the login.',
    remedy: 'Do what the finding says, then rebuild the container.',
  },
  {
    code: 'shared-login-not-used',
    title: 'Shared login is not used',
    why: 'The Feature `claude-login` is installed, and Claude Code here uses something else than the login that your dev containers share.',
    remedy: 'Decide for one: do what the finding says, or take the Feature out.',
  },
  {
    code: 'home-not-kept',
    title: 'Home not kept as it should be',
    why: 'The Feature `claude-home` keeps the home of the container’s user in a volume, without what belongs to one container alone, and here it does not.',
    remedy: 'Do what the finding says, then rebuild the container.',
  },
  {
    code: 'login-file-mounted',
    title: 'Login not for this container',
    why: 'A login’s refresh token is good for one use: the first of two sides that renews it logs the other one out. What is mounted for a container is the access token alone, read-only, or a volume that belongs to containers only.',
    remedy:
      'Take the mount of .credentials.json out, then rebuild the container: the shared login is enough. Of a login that the host keeps, mount what the finding says.',
  },
];

/** Those that take more than a row of the table. */
const single: readonly Check[] = [claudeNotFound, hostFolderRemoved];

const known = [...single.map(({ code }) => code), ...insideRows.map(({ code }) => code)];

/**
 * What `claude-state doctor` can report, a check for each thing that people have to do about it; and one for whatever else a
 * container says.
 */
export const insideChecks: readonly Check[] = [
  ...single,
  ...[...new Set(insideRows.map(checkCodeOf))].map(checkOf),
  defineCheck({
    code: 'inside-other',
    place: 'inside',
    severity: 'warning',
    title: 'Other trouble inside',
    why: 'The `claude-state` in the container reports something that this version does not know; it may be newer. It is shown as the container says it, which may be whatever runs in there.',
    remedy: 'Update `claude-sessions` on the host, or rebuild the container with the present Features.',
    needs: ['inside'],
    find: ({ inside }) =>
      toldInside(inside, (told) => (known.includes(told) ? undefined : 'warning')).map(
        ({ code, ...finding }) => ({
          ...finding,
          evidence: [code, ...finding.evidence],
          fix: advice`Update \`claude-sessions\` on the host, or rebuild the container with the present Features.`,
        }),
      ),
  }),
];

function checkCodeOf({ code, check }: InsideRow): string {
  return check ?? code;
}

function checkOf(code: string): Check {
  const rows = insideRows.filter((row) => checkCodeOf(row) === code);
  const own = rows.find((row) => row.code === code);
  const about = joint.find((each) => each.code === code) ?? (own && { ...own, remedy: remedyOf(own) });
  if (!about) throw new Error(`No check says what ${code} is.`);
  const { title, why, remedy } = about;
  return defineCheck({
    code,
    place: 'inside',
    severity: worstSeverity(rows) ?? 'warning',
    title,
    why,
    remedy,
    ...(own?.explains && { explains: own.explains }),
    cases: rows.filter((row) => row !== own).map((row) => ({ ...row, remedy: remedyOf(row) })),
    needs: ['inside'],
    find: ({ inside, container }) => {
      const rowOf = (told: string) => rows.find((row) => row.code === told);
      return toldInside(inside, (told) => rowOf(told)?.severity).flatMap(({ code: told, ...finding }) => {
        const row = rowOf(told);
        if (!row) return [];
        const { fix, action } = row;
        return {
          ...finding,
          evidence: row === own ? finding.evidence : [`${told}: ${row.title}`, ...finding.evidence],
          fix,
          ...(action && container?.container.running !== false && { action: { kind: action } }),
        };
      });
    },
  });
}

function remedyOf({ fix, action }: InsideRow): string {
  return action ? `${adviceText(fix)} \`--fix\` does.` : adviceText(fix);
}
