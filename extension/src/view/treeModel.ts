import { countWords } from '@claude-sessions/core/findings/countFindings.ts';
import { places } from '@claude-sessions/core/findings/labels.ts';
import type { FolderBelow } from '../looks/FolderBelow.ts';
import { isNotSetUp } from '../looks/isNotSetUp.ts';
import type { ProjectState } from '../looks/ProjectState.ts';
import { projectName } from '../projects/projectName.ts';
import { statusText } from '../status/statusText.ts';
import { plainLine } from '../text/plainText.ts';
import type { WindowKind } from '../window/windowKind.ts';
import { belowNodes } from './belowNodes.ts';
import { guardNodes } from './guardNode.ts';
import { icons } from './icons.ts';
import { placeNode } from './placeNode.ts';
import { reviewNodes } from './reviewNode.ts';
import { summaryNodes } from './summaryNode.ts';
import type { TreeNode } from './TreeNode.ts';

/** The view's lines: dev containers (where there are several), places, findings, what was seen; folders below that have one. */
export function treeModel(
  states: readonly ProjectState[],
  window: WindowKind,
  below: readonly FolderBelow[] = [],
): TreeNode[] {
  if (below.length > 0) return [...projectNodes(states, window), ...belowNodes(below)];
  if (isNotSetUp(states, window)) return [];
  const [only] = states;
  return states.length === 1 && only ? stateNodes(only, window) : projectNodes(states, window);
}

function projectNodes(states: readonly ProjectState[], window: WindowKind): TreeNode[] {
  const projects = states.map(({ project }) => project);
  return states.map((state) => {
    const name = projectName(state.project, projects);
    const children = stateNodes(state, window);
    const words = state.look && statusText(state.look.status, window)?.short;
    const description = words ?? plainLine(state.project.file);
    return {
      id: state.project.configFile,
      label: name,
      description,
      tooltip: plainLine(state.project.configFile, 1000),
      icon: icons.project,
      expand: hasFindings(state) ? 'expanded' : 'collapsed',
      context: 'project',
      spoken: `${name}, ${description}`,
      children,
    };
  });
}

function stateNodes(state: ProjectState, window: WindowKind): TreeNode[] {
  const { look, failure, looking, project } = state;
  const nodes = look
    ? [
        ...summaryNodes(look, window),
        ...guardNodes(look),
        ...reviewNodes(look),
        ...places.map((one) => placeNode(look, one, window)),
      ]
    : [];
  if (failure) return [failureNode(state, failure), ...nodes];
  if (look) return nodes;
  const label = looking ? 'Checking…' : 'Not checked yet';
  const icon = looking ? icons.looking : icons.unknown;
  const id = `${project.configFile}|looking`;
  return [{ id, label, tooltip: label, icon, expand: 'none', spoken: label, children: [] }];
}

function failureNode(
  { project, look }: ProjectState,
  { kind, message, hint }: NonNullable<ProjectState['failure']>,
): TreeNode {
  const label = plainLine(message);
  const older = look ? ' What is below is of an earlier look.' : '';
  const severity = kind === 'error' ? 'Error: ' : '';
  return {
    id: `${project.configFile}|failure`,
    label,
    description: plainLine(hint),
    tooltip: `${plainLine(message, 2000)}\n${plainLine(hint, 1000)}${older}`,
    icon: kind === 'error' ? icons.error : icons.cancelled,
    expand: 'none',
    context: 'failure',
    spoken: `${severity}${label} ${plainLine(hint)}${older}`,
    children: [],
  };
}

function hasFindings({ look, failure }: ProjectState): boolean {
  return failure !== undefined || (look !== undefined && look.status.errors + look.status.warnings > 0);
}

/** The view's badge: errors and warnings; undefined when there is none. */
export function badgeOf(states: readonly ProjectState[]): { value: number; tooltip: string } | undefined {
  const statuses = states.flatMap(({ look }) => look?.status ?? []);
  const errors = statuses.reduce((sum, status) => sum + status.errors, 0);
  const warnings = statuses.reduce((sum, status) => sum + status.warnings, 0);
  if (errors + warnings === 0) return undefined;
  return { value: errors + warnings, tooltip: countWords(errors, warnings) };
}

/** The text above the lines, where not everything can be seen. */
export function messageOf(
  states: readonly ProjectState[],
  window: WindowKind,
  below: readonly FolderBelow[] = [],
): string | undefined {
  if (states.length === 0) {
    return below.length > 0
      ? 'There is no devcontainer.json in this folder. These folders below it have one:'
      : undefined;
  }
  if (window === 'container')
    return 'This window is inside the container: what only the host knows is not checked.';
  if (window === 'restricted') {
    return 'This window is restricted: only devcontainer.json is read, and nothing is started.';
  }
  return undefined;
}

/** The line of a finding, for whoever leads there. */
export function findingNode(nodes: readonly TreeNode[], code: string): TreeNode | undefined {
  for (const node of nodes) {
    const isIt = node.context?.startsWith('finding.') && node.about?.finding.code === code;
    const found = isIt ? node : findingNode(node.children, code);
    if (found) return found;
  }
  return undefined;
}
