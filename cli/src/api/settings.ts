/** What an editor's settings say; undefined is what the environment or the default says. */
export interface EditorSettings {
  /** Docker or Podman: the program's name or path. */
  readonly dockerPath?: string | undefined;
  /** Where the Features are published. */
  readonly collection?: string | undefined;
  /** The Dev Containers CLI: the program's name or path. */
  readonly devcontainerPath?: string | undefined;
}
