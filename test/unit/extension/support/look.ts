import type { EditorLook, Project } from '../../../../cli/src/api/types.ts';
import { allChecks } from '../../../../core/src/checks/allChecks.ts';
import type { Check, CheckResult } from '../../../../core/src/findings/check.ts';
import type { Finding } from '../../../../core/src/findings/finding.ts';
import { statusOf } from '../../../../core/src/findings/status.ts';
import { defaultShareOptions, type Mode } from '../../../../core/src/share/options.ts';
import type { ProjectState } from '../../../../extension/src/looks/ProjectState.ts';

export const app: Project = projectAt('/home/me/app');

export function projectAt(folder: string, file = '.devcontainer/devcontainer.json'): Project {
  return { folder, file, configFile: `${folder}/${file}` };
}

/** A finding with what a test is about. */
export function finding(parts: Partial<Finding> = {}): Finding {
  return {
    code: 'source-missing',
    place: 'host',
    severity: 'error',
    message: 'A source is missing.',
    evidence: [],
    fix: ['Make it.'],
    ...parts,
  };
}

/** A check whose finding follows from another's. */
export function following(code: string, cause: string, place: Finding['place'] = 'host'): CheckResult {
  return { check: check(code, place), state: 'follows', cause: check(cause, place) };
}

/** What checks said: findings, checks that found nothing, and those that could not look. */
export function results(
  findings: readonly Finding[],
  passed: readonly Finding['place'][] = [],
  unknown: readonly Finding['place'][] = [],
): CheckResult[] {
  return [
    ...findings.map((one): CheckResult => {
      return { check: check(one.code, one.place), state: 'looked', findings: [one] };
    }),
    ...passed.map((place, index): CheckResult => {
      return { check: check(`passed-${index}`, place), state: 'looked', findings: [] };
    }),
    ...unknown.map((place, index): CheckResult => {
      return { check: check(`unknown-${index}`, place), state: 'unknown' };
    }),
  ];
}

export function lookOf(
  checked: readonly CheckResult[],
  parts: Partial<EditorLook> & { mode?: Mode } = {},
): EditorLook {
  const mode = parts.mode ?? 'share';
  return {
    project: app,
    source: '{}',
    mode,
    loginIsChosen: true,
    options: defaultShareOptions,
    status: statusOf(mode, checked),
    results: checked,
    whyUnknown: () => 'there is no container',
    home: '/home/me',
    ...parts,
  };
}

export function stateOf(look: EditorLook | undefined, parts: Partial<ProjectState> = {}): ProjectState {
  return { project: look?.project ?? app, look, looking: false, ...parts };
}

/** What a finding means for the status stands in the real check. */
function check(code: string, place: Finding['place']): Check {
  const { status, title = code } = allChecks.find((each) => each.code === code) ?? {};
  return {
    ...(status && { status }),
    code,
    place,
    severity: 'error',
    title,
    why: '',
    remedy: '',
    needs: [],
    find: () => [],
  };
}
