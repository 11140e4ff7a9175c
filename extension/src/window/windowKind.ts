import type { WindowPlace } from '../looks/ProjectState.ts';

/** By what it is told where a window runs. */
export interface PlaceSigns {
  readonly trusted: boolean;
  /** `vscode.env.remoteName`. */
  readonly remoteName: string | undefined;
  /** Our program for containers is there. */
  readonly hasClaudeState: boolean;
  /** The variable that the Dev Containers tools set inside. */
  readonly remoteContainers: string | undefined;
}

/** Where VS Code says itself that it is in a container. */
const containerRemotes: readonly string[] = [
  'dev-container',
  'attached-container',
  'k8s-container',
  'codespaces',
];

/** Where our Features install it. */
export const claudeStatePath = '/usr/local/bin/claude-state';

/**
 * Where a window runs, and so what may be done. Without trust nothing may be, wherever it is. `/.dockerenv` proves nothing: a
 * host may be a container itself.
 */
export function placeOf({ trusted, remoteName, hasClaudeState, remoteContainers }: PlaceSigns): WindowPlace {
  if (!trusted) return 'restricted';
  const inside =
    (remoteName !== undefined && containerRemotes.includes(remoteName)) ||
    hasClaudeState ||
    remoteContainers === 'true';
  return inside ? 'container' : 'host';
}
