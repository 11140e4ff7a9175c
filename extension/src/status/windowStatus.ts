import type { ProjectState } from '../looks/ProjectState.ts';
import { projectName } from '../projects/projectName.ts';
import { projectsOf } from '../projects/projectsOf.ts';
import { plainLine } from '../text/plainText.ts';
import type { WindowKind } from '../window/windowKind.ts';
import { type Click, clickWords, type StatusText, statusText } from './statusText.ts';

/** The status bar's item, of a whole window. */
export interface WindowStatus {
  readonly text: string;
  /** Plain text of several lines. */
  readonly tooltip: string;
  readonly tone: StatusText['tone'];
  readonly click: Click;
  /** The devcontainer.json that a click is about. */
  readonly configFile: string;
  /** For screen readers. */
  readonly label: string;
}

interface Shown extends Omit<StatusText, 'short' | 'word' | 'icon'> {
  readonly state: ProjectState;
  /** The worse, the higher. */
  readonly rank: number;
}

/**
 * The project of the active editor's folder, else the worst one.
 * @param activePath the file in the active editor
 * @returns undefined when there is nothing to show
 */
export function windowStatus(
  states: readonly ProjectState[],
  window: WindowKind,
  activePath?: string,
): WindowStatus | undefined {
  const shown = states.flatMap((state) => shownOf(state, window) ?? []);
  const candidates = ofActive(shown, activePath);
  const first = candidates.reduce<Shown | undefined>(
    (worst, one) => (worst && worst.rank >= one.rank ? worst : one),
    undefined,
  );
  if (!first) return undefined;
  const { text, tone, click, meaning, state } = first;
  const lines = shown.length === 1 ? [meaning] : shown.map((one) => `${nameOf(one, states)}: ${one.meaning}`);
  return {
    text,
    tooltip: [...lines, clickWords[click]].join('\n'),
    tone,
    click,
    configFile: state.project.configFile,
    label: `Claude Sessions: ${meaning} ${clickWords[click]}`,
  };
}

function shownOf(state: ProjectState, window: WindowKind): Shown | undefined {
  const { look, failure, looking } = state;
  if (failure?.kind === 'error') {
    const meaning = `Looking at this dev container failed: ${plainLine(failure.message)}`;
    return { state, text: '$(error) Claude: unknown', meaning, tone: 'error', click: 'view', rank: 6 };
  }
  if (!look) {
    const text = looking ? '$(sync~spin) Claude' : '$(question) Claude: unknown';
    const meaning = looking ? 'Looking at this dev container.' : 'This dev container was not looked at.';
    return { state, text, meaning, tone: 'plain', click: 'view', rank: 0 };
  }
  const words = statusText(look.status, window, look.review);
  return words && { ...words, state, rank: rankOf(look.status) };
}

function rankOf({ state, errors, warnings }: { state: string; errors: number; warnings: number }): number {
  if (state === 'unreadable') return 5;
  if (state === 'drift') return 4;
  if (errors > 0) return 3;
  if (warnings > 0) return 2;
  return state === 'notSetUp' ? 0 : 1;
}

/** Those that the active editor is about, else all. */
function ofActive(shown: readonly Shown[], path: string | undefined): readonly Shown[] {
  const projects = projectsOf(
    path,
    shown.map(({ state }) => state.project),
  );
  return projects.length > 0 ? shown.filter(({ state }) => projects.includes(state.project)) : shown;
}

function nameOf({ state }: Shown, states: readonly ProjectState[]): string {
  return projectName(
    state.project,
    states.map(({ project }) => project),
  );
}
