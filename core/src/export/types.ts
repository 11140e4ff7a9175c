/** A file of what is exported, by its path below the folder. */
export interface ExportedFile {
  readonly path: string;
  readonly text: string;
  readonly executable?: boolean;
}

/** The conversation of a slot, or of the agent without slots. */
export type IdOf = (slot: string | undefined) => string;
