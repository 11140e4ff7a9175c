import { counted } from '@claude-sessions/core/counted.ts';
import type { PlannedChange } from '../../../cli/src/api/types.ts';
import { plainLine } from '../text/plainText.ts';
import { wrapped } from '../text/wrapped.ts';

/** A line of the question whether a change is to be made. */
export interface PlanLine {
  /** `heading`: of the lines below; `fact`: to be read; the others do what they say. */
  readonly kind: 'heading' | 'fact' | 'apply' | 'installClaude' | 'options' | 'cancel';
  readonly label: string;
  readonly detail?: string;
}

/** A plan without the means to make it. */
export type ShownPlan = Omit<PlannedChange, 'carryOut'>;

/** The question whether a change is to be made, with all that there is to know before. Plain text, a line each. */
export function planLines(plan: ShownPlan, canChoose: boolean): PlanLine[] {
  const { disclosure, warnings, breaches, asks, changes } = plan;
  return [
    { kind: 'apply', label: '$(check) Apply', detail: applyDetail(plan) },
    ...(plan.claudeCode ? [installLine(plan.claudeCode)] : []),
    ...(canChoose ? [optionsLine] : []),
    { kind: 'cancel', label: '$(close) Cancel', detail: 'Nothing is changed.' },
    ...section('Warnings', 'warning', 'Warning:', warnings),
    ...section('More is within reach', 'warning', 'The container has:', breaches),
    ...section('', 'edit', 'Can write:', disclosure.writes),
    ...section('', 'eye', 'Can read:', disclosure.reads),
    ...section('', 'home', 'Keeps:', disclosure.keeps),
    ...section('On first start', 'question', 'Claude Code will ask you to', asks),
    ...section('Changes', 'diff', '', changes.map(changeLine)),
    ...section('Other files', 'file', '', plan.otherFiles.map(fileLine(plan.project.folder))),
  ];
}

/** What an image holds is not known here, and nothing is said of it. */
function installLine(claudeCode: NonNullable<ShownPlan['claudeCode']>): PlanLine {
  return {
    kind: 'installClaude',
    label: '$(cloud-download) Apply, and install Claude Code',
    detail:
      claudeCode === 'missing'
        ? 'Nothing here installs Claude Code: its Feature is added as well.'
        : 'Adds the Feature that installs Claude Code as well.',
  };
}

const optionsLine: PlanLine = {
  kind: 'options',
  label: '$(settings-gear) Options…',
  detail: 'Choose what is shared, and the login.',
};

function applyDetail({ before, after, project, changes }: ShownPlan): string {
  const file = plainLine(project.file);
  if (before === null) return `Makes ${file}.`;
  if (after === null) return `Deletes ${file}.`;
  return `Changes ${file} in ${counted(changes.length, 'place')}, as the diff shows, and saves it.`;
}

function changeLine({ kind, what }: PlannedChange['changes'][number]): string {
  return `${capitalized(kind)}: ${what}`;
}

/** A file of the project by its path in the project: the end is what tells. */
function fileLine(folder: string): (file: PlannedChange['otherFiles'][number]) => string {
  return ({ path, change }) => {
    const isWithin = path.startsWith(folder) && /^[\\/]/.test(path.slice(folder.length));
    return `${capitalized(change)}: ${isWithin ? path.slice(folder.length + 1) : path}`;
  };
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** So many characters are drawn of a line; VS Code shows no more of it, however wide the window. */
const lineWidth = 80;

/** Each line says by itself what it is about: who hears it or searches for it has no heading. */
function section(heading: string, icon: string, word: string, lines: readonly string[]): PlanLine[] {
  if (lines.length === 0) return [];
  return [
    { kind: 'heading', label: heading },
    ...lines.flatMap((line, index) => {
      // The heading stands at the end of its first line.
      const room = index === 0 && heading !== '' ? lineWidth - heading.length - 3 : lineWidth;
      return factLines(icon, wrapped(`${word} ${plainLine(line)}`, room));
    }),
  ];
}

/** A text too long for a line goes on below it, and then in lines of its own. */
function factLines(icon: string, [label = '', detail, ...rest]: readonly string[]): PlanLine[] {
  const line = { kind: 'fact', label: `$(${icon}) ${label}` } as const;
  if (detail === undefined) return [line];
  const [next, ...others] = rest;
  return [{ ...line, detail }, ...(next === undefined ? [] : factLines(icon, [`… ${next}`, ...others]))];
}
