/**
 * How a check's finding comes to be seen.
 *
 * 1. Facts (`facts.ts`) are gathered by whoever can look: `cli/src/facts/gatherFacts.ts` all of them; the language server
 *    takes the text from the editor and the host from `ServerHost`. A part that could not be looked at is left out.
 * 2. `runChecks` asks every check of `checks/allChecks.ts` whose `needs` are there; the others are unknown. What another
 *    finding explains is not shown: such a check follows from that one.
 * 3. A check returns what it found: message, evidence, `advice.ts` as data, and where it can an action and a range. Code
 *    and place are added here, and to our commands the words that name the dev container. All else that is known of the check (title, anchor, status) stands in its definition.
 * 4. `status.ts` makes one status of all results. `docs/checks.md` is generated from the definitions.
 * 5. Shown: on the command line by `cli/src/doctor/reportLines.ts`, as JSON by `reportJson.ts` (`doctor-report.schema.json`),
 *    in the editor by the language server (`file/checkText.ts`: at the finding's range, else at the check's anchor) and by
 *    VS Code's view, badge and status bar (`extension/src/view/`, `status/`), in public by `report/issueReport.ts`.
 * 6. Each of them puts its own names for our commands into the advice (`adviceText`), and carries out the action in its own
 *    way: `cli/src/doctor/treat.ts`, the server's quick fixes, `extension/src/fix/`.
 */

import { adviceAbout } from './advice.ts';
import type { Facts } from './facts.ts';
import type { Finding, Place, Severity } from './finding.ts';

/** A finding as a check returns it; its code and place are the check's. */
export type Found = Omit<Finding, 'code' | 'place'>;

/** `none`: there is no devcontainer.json. `unreadable`: it is not valid. `drift`: the container is not as configured. */
export type StatusState = 'none' | 'unreadable' | 'notSetUp' | 'shared' | 'reviewed' | 'isolated' | 'drift';

/**
 * Where in devcontainer.json a finding is shown that is about no part of it: at our Feature, at the prepare command, at the
 * top of the file; `elsewhere`: not in the file, since nothing that is written there is the matter.
 */
export type Anchor = 'feature' | 'prepare' | 'top' | 'elsewhere';

/** One of several things that a check reports. */
interface CheckCase {
  /** As `claude-state` in the container calls it. */
  readonly code: string;
  readonly title: string;
  readonly why: string;
  /** Markdown, as `Check.remedy`. */
  readonly remedy: string;
}

/** One thing that can be wrong. One file each; all of them are listed in `allChecks.ts`. */
export interface Check {
  /** Stable: users, scripts and links name it. Small letters and dashes. */
  readonly code: string;
  readonly place: Place;
  /** The worst that it reports. */
  readonly severity: Severity;
  /** A noun phrase, for lists. */
  readonly title: string;
  /** Why it matters, in a user's words; Markdown, a paragraph. */
  readonly why: string;
  /** How to fix it, in general; Markdown, a sentence or two. Ends with what `--fix` does, when it does something. */
  readonly remedy: string;
  /** Where a finding without a range is shown in devcontainer.json; left out, at our Feature. */
  readonly anchor?: Anchor;
  /** It concludes from something that is missing: in a text that is half typed it may only not be there yet. */
  readonly fromAbsence?: true;
  /** How the dev container stands when this is found; left out, the finding leaves that as it is. */
  readonly status?: Extract<StatusState, 'none' | 'unreadable' | 'drift'>;
  /** The things that it reports, when there are several: each with how to fix it. */
  readonly cases?: readonly CheckCase[];
  /** Codes of checks whose findings follow from this one: where this is found, they are not. */
  readonly explains?: readonly string[];
  /** The parts of the facts without which nothing can be said. */
  readonly needs: readonly (keyof Facts)[];
  /** Finds; never throws. Only called when all that it needs is there. */
  find(facts: Facts): readonly Found[];
}

/** A check as it is written: what it needs is there when it looks. */
interface Definition<Need extends keyof Facts> extends Omit<Check, 'needs' | 'find'> {
  readonly needs: readonly Need[];
  find(facts: Facts & Required<Pick<Facts, Need>>): readonly Found[];
}

/** Makes a check of its definition. */
export function defineCheck<const Need extends keyof Facts>(definition: Definition<Need>): Check {
  return definition;
}

/** `follows`: what it found follows from what `cause` found, and is left out: it neither passed nor could it not look. */
export type CheckResult =
  | { readonly check: Check; readonly state: 'unknown' }
  | { readonly check: Check; readonly state: 'follows'; readonly cause: Check }
  | { readonly check: Check; readonly state: 'looked'; readonly findings: readonly Finding[] };

/** Runs checks on what is known; in their order. What follows from something else that was found is left out. */
export function runChecks(checks: readonly Check[], facts: Facts): CheckResult[] {
  const results = checks.map((check) => runCheck(check, facts));
  const causes = results.filter(hasFound).map(({ check }) => check);
  return results.map((result) => {
    const cause = hasFound(result) && causes.find(({ explains }) => explains?.includes(result.check.code));
    return cause ? { check: result.check, state: 'follows', cause } : result;
  });
}

/** True when it looked and found nothing. */
export function hasPassed(result: CheckResult): boolean {
  return result.state === 'looked' && result.findings.length === 0;
}

function hasFound(result: CheckResult): boolean {
  return findingsOf([result]).length > 0;
}

function runCheck(check: Check, facts: Facts): CheckResult {
  if (check.needs.some((part) => facts[part] === undefined)) return { check, state: 'unknown' };
  const where = facts.configuration?.where ?? [];
  const findings = check.find(facts).map((finding) => ({
    ...finding,
    fix: adviceAbout(finding.fix, where),
    code: check.code,
    place: check.place,
  }));
  return { check, state: 'looked', findings };
}

/** The findings of all checks, in their order. */
export function findingsOf(results: readonly CheckResult[]): Finding[] {
  return results.flatMap((result) => (result.state === 'looked' ? result.findings : []));
}
