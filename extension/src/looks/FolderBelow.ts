/** A folder with a dev container, below a workspace folder that has none: nothing of it is looked at, prepared or run. */
export interface FolderBelow {
  /** Absolute, as the workspace folder was opened. */
  readonly workspaceFolder: string;
  /** Relative to that, with `/`. */
  readonly path: string;
}
