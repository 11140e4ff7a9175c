import type { PlannedChange } from '../../../cli/src/api/types.ts';
import { plainLine } from '../view/plainText.ts';

/** A line of the question whether a change is to be made. */
export interface PlanLine {
  /** `heading`: of the lines below; `fact`: to be read; the others do what they say. */
  readonly kind: 'heading' | 'fact' | 'apply' | 'installClaude' | 'options' | 'cancel';
  readonly label: string;
  readonly detail?: string;
}

/** What of a plan is asked and told. */
export type ShownPlan = Omit<PlannedChange, 'carryOut'>;

/** The question whether a change is to be made, with all that there is to know before. Plain text, a line each. */
export function planLines(plan: ShownPlan, canChoose: boolean): PlanLine[] {
  const { disclosure, warnings, breaches, asks, changes, otherFiles } = plan;
  return [
    { kind: 'apply', label: '$(check) Apply', detail: applyDetail(plan) },
    ...(plan.nothingInstallsClaude ? [installLine] : []),
    ...(canChoose ? [optionsLine] : []),
    { kind: 'cancel', label: '$(close) Cancel', detail: 'Nothing is changed.' },
    ...section('Warnings', '$(warning) Warning', warnings),
    ...section('More than is shared is within reach', '$(warning) The container has', breaches),
    ...section('The container can write', '$(edit) Can write', disclosure.writes),
    ...section('The container can read', '$(eye) Can read', disclosure.reads),
    ...section('At its first start', '$(question) Claude Code asks', asks),
    ...section('The change', '$(diff) devcontainer.json', changes.map(changeLine)),
    ...section(
      'Other files',
      '$(file) File',
      otherFiles.map(({ path, change }) => `${change}: ${path}`),
    ),
  ];
}

const installLine: PlanLine = {
  kind: 'installClaude',
  label: '$(cloud-download) Apply, and install Claude Code',
  detail: 'Nothing here installs Claude Code: its Feature is added as well.',
};

const optionsLine: PlanLine = {
  kind: 'options',
  label: '$(settings-gear) Options…',
  detail: 'Choose what is shared.',
};

function applyDetail({ before, after, project, changes }: ShownPlan): string {
  const file = plainLine(project.file);
  if (before === null) return `Makes ${file}.`;
  if (after === null) return `Deletes ${file}.`;
  return `Changes ${file} in ${changes.length} ${changes.length === 1 ? 'place' : 'places'}, as the diff shows, and saves it.`;
}

function changeLine({ kind, what }: PlannedChange['changes'][number]): string {
  return `${kind}: ${what}`;
}

/** Each line says by itself what it is about: who hears it or searches for it has no heading. */
function section(heading: string, word: string, lines: readonly string[]): PlanLine[] {
  if (lines.length === 0) return [];
  return [
    { kind: 'heading', label: heading },
    ...lines.map((line): PlanLine => ({ kind: 'fact', label: `${word}: ${plainLine(line)}` })),
  ];
}
