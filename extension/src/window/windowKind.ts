/** Which kind of window this is: on a trusted host, in a container, or without trust. What may be done there follows from it. */
export type WindowKind = 'host' | 'container' | 'restricted';

interface WindowSigns {
  readonly trusted: boolean;
  /** `vscode.env.remoteName`. */
  readonly remoteName: string | undefined;
  /** Our program for containers is there. */
  readonly hasClaudeState: boolean;
  /** The variable that the Dev Containers tools set inside. */
  readonly remoteContainers: string | undefined;
}

/** Values of `remoteName` with which VS Code says itself that it is in a container. */
const containerRemotes: readonly string[] = [
  'dev-container',
  'attached-container',
  'k8s-container',
  'codespaces',
];

/** Our Features install the program for containers here. */
export const claudeStatePath = '/usr/local/bin/claude-state';

/** Without trust nothing may be done, wherever the window runs. `/.dockerenv` proves nothing: a host may be a container itself. */
export function windowKindOf({
  trusted,
  remoteName,
  hasClaudeState,
  remoteContainers,
}: WindowSigns): WindowKind {
  if (!trusted) return 'restricted';
  const inside =
    (remoteName !== undefined && containerRemotes.includes(remoteName)) ||
    hasClaudeState ||
    remoteContainers === 'true';
  return inside ? 'container' : 'host';
}
