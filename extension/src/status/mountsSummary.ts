import { counted } from '@claude-sessions/core/counted.ts';
import type { ProjectState } from '../looks/ProjectState.ts';
import { projectName } from '../projects/projectName.ts';
import { plainNotice } from '../text/plainText.ts';
import type { WindowKind } from '../window/windowKind.ts';
import { statusText } from './statusText.ts';

/** For a message box. */
interface MountsSummary {
  readonly level: 'information' | 'warning';
  readonly message: string;
}

/** Says in a sentence or two how the dev containers of a window stand. */
export function mountsSummary(states: readonly ProjectState[], window: WindowKind): MountsSummary {
  if (states.length === 0) {
    return { level: 'information', message: 'There is no devcontainer.json in this window to check.' };
  }
  const projects = states.map(({ project }) => project);
  const sentences = states.map((state) => {
    const words = meaningOf(state, window);
    return states.length === 1 ? words : `${projectName(state.project, projects)}: ${words}`;
  });
  const isWell = states.every(({ look, failure }) => {
    return !failure && look && look.status.errors + look.status.warnings === 0;
  });
  return { level: isWell ? 'information' : 'warning', message: plainNotice(sentences.join(' '), 900) };
}

function meaningOf({ look, failure }: ProjectState, window: WindowKind): string {
  if (failure) return `${failure.message} ${failure.hint}`;
  if (!look) return 'It was not looked at.';
  const meaning = statusText(look.status, window, look.review)?.meaning ?? 'There is no devcontainer.json.';
  const unknown = look.results.filter(({ state }) => state === 'unknown').length;
  const rest =
    unknown > 0 ? ` ${unknown} of ${counted(look.results.length, 'check')} could not be made.` : '';
  return `${meaning}${rest}`;
}
