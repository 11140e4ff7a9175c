import type { Container } from '@claude-sessions/core/container/inspect.ts';
import { configLabel, folderLabel, whyNotOwn } from '@claude-sessions/core/container/ownContainer.ts';
import { type Engine, type ListedContainer, listContainers } from '../host/engine.ts';
import type { Workspace } from './workspace.ts';

/** A container that carries a project's labels without being the project's: its name and why. */
interface Impostor {
  readonly name: string;
  readonly why: string;
}

/** `unreachable` has the engine's own words. */
export type ContainerLookup =
  | {
      readonly kind: 'found';
      readonly container: Container;
      /** Others of the project's, where there are: Docker Compose makes them under another name of its project. */
      readonly others?: readonly Container[];
      readonly impostors: readonly Impostor[];
    }
  | { readonly kind: 'none'; readonly impostors: readonly Impostor[] }
  | { readonly kind: 'unreachable'; readonly reason: string };

type Owner = Pick<Workspace, 'folder' | 'realFolder' | 'configFile'>;

/**
 * Finds the container of a workspace folder and configuration file by the labels that the Dev Containers tools put on
 * it, and makes sure that it is this project's and does not merely claim to be.
 */
export async function findContainer(engine: Engine, workspace: Owner): Promise<ContainerLookup> {
  const listed = await listContainers(engine, [
    `${folderLabel}=${workspace.folder}`,
    `${configLabel}=${workspace.configFile}`,
  ]);
  return 'reason' in listed ? { kind: 'unreachable', ...listed } : chooseOwn(listed, workspace);
}

/** Of containers that carry a project's labels, the one that is the project's. */
export function chooseOwn(
  listed: readonly ListedContainer[],
  { folder, realFolder }: Owner,
): Exclude<ContainerLookup, { kind: 'unreachable' }> {
  const judged = listed.map(({ container, imageLabels }) => {
    return { container, why: whyNotOwn(container, imageLabels, [folder, realFolder]) };
  });
  const impostors = judged.flatMap(({ container: { name }, why }) =>
    why === undefined ? [] : [{ name, why }],
  );
  const [container, ...others] = judged.flatMap((each) => (each.why === undefined ? [each.container] : []));
  if (!container) return { kind: 'none', impostors };
  return { kind: 'found', container, ...(others.length > 0 && { others }), impostors };
}
