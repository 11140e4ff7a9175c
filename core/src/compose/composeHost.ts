/** What a file is: its text, or why it is not read, as a clause; undefined when it is not there. */
export type FileReading = { readonly text: string } | { readonly why: string } | undefined;

/** What reading Compose files needs of a machine. Paths are absolute. */
export interface ComposeHost {
  read(path: string): Promise<FileReading>;
  /** A path as it is written, from a folder. */
  resolve(folder: string, path: string): string;
  folderOf(path: string): string;
  /** As it is shown, see `FilePlace.file`. */
  shown(path: string): string;
  readonly home: string;
  /** A variable of the environment. */
  variable(name: string): string | undefined;
}
